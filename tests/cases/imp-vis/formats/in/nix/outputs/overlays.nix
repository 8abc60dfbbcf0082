{ default = final: prev: { }; }
