{ ... }: { default = final: prev: { }; }
