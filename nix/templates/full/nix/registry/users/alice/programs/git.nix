{
  enable = true;
  settings.user = {
    name = "alice";
    email = "alice@example.org";
  };
}
