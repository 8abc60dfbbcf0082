# The modules of one host, in the order that the conventions give.
{
  lib,
  imp,
  flakeArgs,
  registry,
}:
let
  inherit (builtins)
    attrNames
    filter
    functionArgs
    head
    isFunction
    isList
    isString
    ;
  inherit (import ./errors.nix) show;
  inherit (import ./strings.nix) list;
  overlaysOf = import ./overlays.nix;
  inherit (import ./paths.nix)
    isDirectory
    isPathLike
    isUnit
    toPath
    ;

  inputs = flakeArgs.inputs or { };
  exports = flakeArgs.exports or { };

  names = import ./host-names.nix {
    inherit
      lib
      inputs
      registry
      exports
      ;
  };
  inherit (names)
    listOf
    moduleIn
    resolve
    sinksOf
    wrong
    ;

  isTree = value: isPathLike value && isDirectory (toPath value) && !isUnit (toPath value);

  # Directories become one config tree, in which the later wins; other bases are modules.
  configModules =
    host:
    let
      bases = map (resolve host "bases") (listOf host "bases");
      config = if host.config == null then [ ] else [ (moduleIn host "`config`" host.config) ];
      # `config = ./.;` beside `default.nix` is a config tree, which leaves that file out.
      isConfigTree = value: isTree value || (isPathLike value && isDirectory (toPath value));
      trees = filter isTree bases ++ filter isConfigTree config;
    in
    imp.imports (filter (base: !isTree base) bases)
    ++ lib.optional (trees != [ ]) (imp.mergeConfigTrees (map toPath trees))
    ++ imp.imports (filter (value: !isConfigTree value) config);

  homeManager =
    host: user:
    inputs.home-manager.nixosModules.home-manager
      or (throw "the host `${host.name}` (${host.__source}): `user` is ${show user}, expected the input `home-manager`, which is missing; declare `home-manager.url = \"github:nix-community/home-manager\";` in `coreInputs`");

  homeModules =
    host: user:
    sinksOf host "hmSinks"
    ++ imp.imports (lib.optional (registry ? users.${user}) registry.users.${user});

  userModule = host: user: {
    home-manager = {
      useGlobalPkgs = true;
      useUserPackages = true;
      extraSpecialArgs = flakeArgs;
      users.${user}.imports = homeModules host user;
    };
  };

  userOf =
    host:
    let
      user = host.__host.user or null;
    in
    if user == null || isString user then user else wrong host "`user`" user "the name of a user";

  extraModules =
    host:
    let
      modules = host.__host.modules or [ ];
      args = {
        inherit exports inputs registry;
      };
      unknown = attrNames (
        lib.filterAttrs (name: optional: !optional && !args ? ${name}) (functionArgs modules)
      );
      value = if isFunction modules then modules args else modules;
    in
    if isFunction modules && unknown != [ ] then
      throw "the host `${host.name}` (${host.__source}): `modules` asks for the argument ${list unknown}, expected only ${list (attrNames args)}; the closest are ${list (names.closest (head unknown) (attrNames args))}"
    else if isList value then
      imp.imports (map (resolve host "modules") value)
    else
      wrong host "`modules`" value
        "a list, or a function of `registry`, `inputs` and `exports` that gives one";
in
{
  inherit (names) closest wrong;

  modules =
    host:
    let
      user = userOf host;
    in
    if user == null && listOf host "hmSinks" != [ ] then
      wrong host "`hmSinks`" host.__host.hmSinks "a `user` beside it, whose home they are for"
    else
      configModules host
      ++ lib.optional (user != null) (homeManager host user)
      ++ sinksOf host "sinks"
      ++ lib.optional (user != null) (userModule host user)
      ++ extraModules host
      ++ lib.optional (host.extraConfig != null) (moduleIn host "`extraConfig`" host.extraConfig)
      ++ overlaysOf.modules "the host `${host.name}` (${host.__source})" host
      ++ [ { system.stateVersion = host.__host.stateVersion; } ];
}
