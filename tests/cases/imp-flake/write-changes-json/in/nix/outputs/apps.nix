{
  __inputs.deploy.url = "github:serokell/deploy-rs";
  __functor = _: { inputs, ... }: { };
}
