{
  __module =
    { config, lib, ... }:
    {
      config = lib.mkIf config.wanted { __inputs.r.url = "github:a/r"; };
    };
}
