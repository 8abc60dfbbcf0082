# Asked for once.
{
  extra-substituters = [ "https://cache.example.org" ]; # ours
  extra-trusted-public-keys = [
    # of the first
    "cache.example.org-1:a="
    "cache.example.org-2:b="
  ];
  cores = 4;
}
