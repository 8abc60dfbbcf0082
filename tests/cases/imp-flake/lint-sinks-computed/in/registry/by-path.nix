{ __functor = _: { lib, ... }: lib.setAttrByPath [ "__exports" "desktop" "value" ] { }; }
