{ global.excludes = [ "gen/" ]; }
