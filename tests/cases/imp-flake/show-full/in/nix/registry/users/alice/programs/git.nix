{
  enable = true;
  settings.user = {
    name = "Alice";
    email = "alice@example.org";
  };
}
