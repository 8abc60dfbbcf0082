{ settings.global.excludes = [ "gen/" ]; }
