{ } # new
