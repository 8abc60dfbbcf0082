{ home-manager.users.ann = { }; }
