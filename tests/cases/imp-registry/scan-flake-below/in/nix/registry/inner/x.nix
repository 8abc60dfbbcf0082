{ __exports.t.value = 1; }
