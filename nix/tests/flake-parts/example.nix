# The template `full`, evaluated as its user would.
{ evaluate, lib, ... }:
let
  root = ../../templates/full;
  example = evaluate.flake root;
  system = "x86_64-linux";
  inherit (example.nixosConfigurations) server workstation;
in
{
  testOutputs = {
    expr = lib.attrNames example.outputs;
    expected = [
      "apps"
      "checks"
      "devShells"
      "exports"
      "formatter"
      "homeConfigurations"
      "legacyPackages"
      "nixosConfigurations"
      "nixosModules"
      "overlays"
      "packages"
      "registry"
    ];
  };

  testPerSystem = {
    expr = lib.mapAttrs (_: lib.attrNames) {
      apps = example.apps.${system};
      checks = example.checks.${system};
      devShells = example.devShells.${system};
      packages = example.packages.${system};
    };
    expected = {
      apps = [
        "imp-flake"
        "imp-fmt"
        "imp-registry"
        "imp-vis"
      ];
      checks = [
        "imp-flake"
        "imp-lint"
        "imp-registry"
      ];
      devShells = [ "default" ];
      packages = [ "deploy" ];
    };
  };

  testApps = {
    expr = lib.mapAttrs (_: app: [
      (baseNameOf app.program)
      (app.meta.description != "")
    ]) example.apps.${system};
    expected = lib.genAttrs [ "imp-flake" "imp-fmt" "imp-registry" "imp-vis" ] (name: [
      name
      true
    ]);
  };

  # What treefmt-nix gives is taken for its wrapper.
  testFormatter = {
    expr = example.formatter.${system}.name;
    expected = "treefmt";
  };

  testServer = {
    expr = {
      inherit (server.config.networking) hostName;
      inherit (server.config.services.openssh.settings) PasswordAuthentication;
      inherit (server.config.services.nginx) virtualHosts;
      inherit (server.config.system) stateVersion;
      sops = server.config ? sops;
    };
    expected = {
      hostName = "server";
      PasswordAuthentication = false;
      virtualHosts.server.root = "/var/www";
      stateVersion = "24.05";
      sops = true;
    };
  };

  testWorkstation = {
    expr = {
      inherit (workstation.config.networking) hostName;
      inherit (workstation.config.services) fstrim;
      pipewire = workstation.config.services.pipewire.enable;
      gnome = workstation.config.services.desktopManager.gnome.enable;
      users = lib.attrNames workstation.config.home-manager.users;
      normal = workstation.config.users.users.alice.isNormalUser;
      boot = workstation.config.boot.loader.systemd-boot.enable;
    };
    expected = {
      hostName = "workstation";
      fstrim.enable = true;
      pipewire = true;
      gnome = true;
      users = [ "alice" ];
      normal = true;
      boot = true;
    };
  };

  testHome = {
    expr =
      let
        home = example.homeConfigurations."alice@workstation".config;
      in
      {
        inherit (home.home) username;
        programs = lib.attrNames home.programs;
        inherit (home.dconf) settings;
      };
    expected = {
      username = "alice";
      programs = [
        "direnv"
        "fd"
        "git"
        "home-manager"
        "ripgrep"
        "ssh"
        "starship"
        "zsh"
      ];
      settings."org/gnome/desktop/interface".color-scheme = "prefer-dark";
    };
  };

  testOverlayIsApplied = {
    expr = server.config.environment.etc.motd.source.name;
    expected = "motd";
  };

  testSinks = {
    expr = map baseNameOf example.exports.desktop.nixos.__meta.contributors;
    expected = [
      "audio.nix"
      "gnome.nix"
    ];
  };

  testRegistry = {
    expr = example.registry.modules.nixos.base;
    expected = root + "/nix/registry/modules/nixos/base.nix";
  };

  testMinimal = {
    expr = lib.attrNames (evaluate.flake ../../templates/minimal).packages.${system};
    expected = [ "default" ];
  };
}
