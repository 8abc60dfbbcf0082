{ __inputs_ = { d.url = "github:x/d"; }; }
