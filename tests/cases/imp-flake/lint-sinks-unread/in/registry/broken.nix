{
  __exports.halved.strategy = "merge";
  __exports.numbered = {
    value = { };
    strategy = 5;
  };
}
