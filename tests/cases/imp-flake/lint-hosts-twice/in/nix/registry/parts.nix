{ } # right: name-collision
