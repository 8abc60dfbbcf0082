{ __inputs.away.url = "github:x/away"; }
