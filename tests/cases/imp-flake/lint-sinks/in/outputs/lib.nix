{ exports, self, registry, ... }:
{
  all = exports.server;
  one = self.exports.typo.__module;
  two = exports.desktop.home.__module.config;
  gone = exports.mobile.nixos;
  asked = exports.tablet or { }; # right: unknown-sink
  keep = [ registry.desktop registry.sound ];
}
