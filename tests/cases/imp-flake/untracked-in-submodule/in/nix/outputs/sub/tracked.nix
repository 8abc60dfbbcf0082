{ __inputs.tracked.url = "github:x/y"; }
