# `imp`: a value that is also a function. Methods make a new one from a changed state.
let
  inherit (builtins)
    concatMap
    filter
    foldl'
    isAttrs
    isList
    mapAttrs
    ;
  inherit (import ./paths.nix)
    existing
    isImp
    isNode
    isPathLike
    ;
  inherit (import ./imports.nix) fromBelow;
  files = import ./files.nix;

  empty = {
    api = { };
    filters = [ ];
    flakeArgs = { };
    initFilter = null;
    lib = null;
    maps = [ ];
    pipe = null;
    registryName = "registry";
    roots = [ ];
    treeMaps = [ ];
    # Who is asked for the files, for errors.
    what = "imp";
  };

  through = foldl' (value: f: f value);

  keeps = state: rel: builtins.all (test: test rel) state.filters;

  # How trees choose among entries; what replaces the first filter also hides nothing.
  filtersOf = state: {
    sees = state.initFilter;
    keep = rel: (state.initFilter == null || state.initFilter rel) && keeps state rel;
  };

  # One root -> [ { value; rel; } ], where `rel` is null for what is no file; a file has its `path`, too.
  fromRoot =
    state: root:
    if isImp root then
      items root.__imp
    else if isList root then
      concatMap (fromRoot state) root
    else if isPathLike root then
      map
        (file: {
          value = file.path;
          inherit (file) path rel;
          isBelowNode = isNode root;
        })
        (
          (if state.initFilter == null then files.visible state.what else files.every state.initFilter) (
            existing state.what root
          )
        )
    else
      [
        {
          value = root;
          rel = null;
        }
      ];

  mapped =
    maps: item:
    if item.rel == null || maps == [ ] then
      item
    else
      item
      // {
        value = through item.value maps;
        isBelowNode = false;
      };

  items =
    state:
    map (mapped state.maps) (
      filter (item: item.rel == null || keeps state item.rel) (concatMap (fromRoot state) state.roots)
    );

  listOf = state: map (item: item.value) (items state);

  # A file of the registry may wrap its module, and is taken as `imp.imports` takes it.
  modulesOf =
    state:
    let
      flake = { inherit (state) flakeArgs registryName; };
    in
    map (item: if item.isBelowNode or false then fromBelow flake item else item.value) (items state);

  # A module takes the files in only when the module system asks for its imports.
  deliver =
    state:
    if state.pipe != null then
      state.pipe (listOf state)
    else
      { imports = [ (_: { imports = modulesOf state; }) ]; };

  # The module system calls a bare `imp` with its own arguments.
  isModuleArgs =
    value: isAttrs value && value ? lib && value ? config && value ? options && !isPathLike value;

  make =
    methods: state:
    let
      context = {
        inherit
          deliver
          filtersOf
          listOf
          self
          state
          through
          ;
        update = changes: make methods (state // changes);
        fresh = make methods (empty // { inherit (state) api; });
        # `lib`, for the method that can't do without.
        libFor =
          method:
          if state.lib != null then
            state.lib
          else
            throw "imp.${method}: needs nixpkgs' `lib`, which it was not given; call `imp.withLib lib` first, as in `(imp.withLib lib).${method}`";
      };
      self =
        methods context
        // mapAttrs (_: method: method self) state.api
        // {
          __imp = state;
          __functor =
            _: root:
            if isModuleArgs root then
              { imports = modulesOf state; }
            else
              deliver (state // { roots = state.roots ++ [ root ]; });
        };
    in
    self;
in
methods: make methods empty
