{ __Inputs = { b.url = "github:x/b"; }; }
