{ inputs, registry, ... }:
{
  imports = [
    inputs."</script><img src=x onerror=alert(1)>".x
    inputs."x\"]; y [label=\"z\\".x
    registry.modules."<b>&amp;\"'\nend\n-->]]>"
    registry.modules."%%{init: {}}%%;click n1 href \"javascript:alert(1)\""
  ];
}
