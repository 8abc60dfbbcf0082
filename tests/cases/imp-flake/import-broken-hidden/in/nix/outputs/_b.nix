assert false;
{
  __inputs.treefmt-nix.url = "github:numtide/treefmt-nix";
}
