{ __inputs.x.url = "github:a/[31mred"; }
