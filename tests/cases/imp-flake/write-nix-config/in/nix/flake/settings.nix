{
  cores = 4;
  commit-lock-file-summary = "a summary that is long enough to reach beyond the end of the line on which it begins";
}
