{
  inputs.blueprint.url = "github:numtide/blueprint";
  inputs.secret-tool.url = "github:ryantm/agenix";
  outputs = inputs: inputs.blueprint { inherit inputs; };
}
