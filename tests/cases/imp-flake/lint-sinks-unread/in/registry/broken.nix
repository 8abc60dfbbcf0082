{
  __exports.halved.strategy = "merge";
  __exports.named.__module.x.value = 1;
  __exports.numbered = {
    value = { };
    strategy = 5;
  };
}
