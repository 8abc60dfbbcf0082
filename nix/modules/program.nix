# One of the programs with a configuration, as a package: `nix fmt` and apps take it. No module.
{
  pkgs,
  package,
  configFile,
  name,
  description,
}:
# `exec` keeps the caller's directory, arguments and signals.
pkgs.runCommand name { } ''
  mkdir -p $out/bin
  cat > $out/bin/${name} <<'EOF'
  #!/bin/sh
  exec ${package}/bin/${name} --config ${configFile} "$@"
  EOF
  chmod +x $out/bin/${name}
''
// {
  meta = {
    inherit description;
    mainProgram = name;
  };
}
