{ home-manager.users.nobody = { }; }
