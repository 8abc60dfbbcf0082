{ __inputs.shown.url = "github:a/shown"; }
