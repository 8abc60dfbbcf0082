{ one = 1; } # right: syntax-error
