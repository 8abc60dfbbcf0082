greet developer
