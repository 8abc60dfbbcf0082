# `imp.exports`: sinks, and what files push to them.
{ impContext, lib, ... }:
let
  inherit (lib) mkOption types;
  checks = import ./option-checks.nix { inherit lib; };
  strategy = types.enum (import ../lib/internal/sinks.nix).strategies;
in
{
  options.imp.exports = {
    enable = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = "Whether to collect `__exports` into sinks, and to pass them to files as `exports`.";
    };

    sources = mkOption {
      type = types.either types.path (types.listOf types.path);
      default = impContext.sources;
      apply = checks.sources "imp.exports.sources";
      defaultText = lib.literalExpression "[ imp.src imp.registry.src ] ++ imp.scan.src";
      example = lib.literalExpression "[ ../registry ]";
      description = "Where to read `__exports`.";
    };

    sinkDefaults = mkOption {
      type = types.attrsOf strategy;
      default = {
        "nixos.*" = "merge";
        "hm.*" = "merge";
      };
      example = {
        "*.nixos" = "mkMerge";
      };
      description = ''
        Globs of `*` and `?` on names of sinks to the strategy for exports that give none: `"merge"`, `"override"`,
        `"list-append"` or `"mkMerge"`. Of several that match, the first in byte order counts; what
        matches none is merged with `"merge"`.
      '';
    };

    enableDebug = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = ''
        Whether a sink is a set of the merged `__module` and its `__meta`, which names the contributors.
        Otherwise it is the merged value alone.
      '';
    };
  };
}
