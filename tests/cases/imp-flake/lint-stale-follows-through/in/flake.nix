{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  inputs.hyprland.url = "github:o/hyprland";
  inputs.hyprland.inputs.nixpkgs.follows = "nixpkgs";
  inputs.plug.url = "github:o/plug";
  inputs.plug.inputs.nixpkgs.follows = "hyprland/nope";
  inputs.plug.inputs.systems.follows = "hyprland/systems"; # right: stale-follows
  inputs.top.follows = "hyprland/systems/gone";
  inputs.moved.url = "github:o/moved/new";
  inputs.of-moved.follows = "moved/perhaps"; # right: stale-follows
  inputs.self.submodules = true;
  outputs = inputs: { all = inputs.self; };
}
