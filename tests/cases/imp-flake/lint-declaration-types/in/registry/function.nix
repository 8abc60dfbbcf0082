{ __exports = { inputs, ... }: { a.value = 1; }; }
