{
  description = "Settings";

  # Asked for once.
  nixConfig = {
    extra-substituters = [ "https://cache.example.org" ]; # ours
    extra-trusted-public-keys = [
      # of the first
      "cache.example.org-1:a="
      "cache.example.org-2:b="
    ];
  };
  nixConfig.cores = 4;

  outputs = _: { };
}
