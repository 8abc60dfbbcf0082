{ count = [ 1 ] |> builtins.length; } # right: syntax-error
