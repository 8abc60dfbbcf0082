{
  a = "hunter2";
}
