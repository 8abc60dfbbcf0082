{ age.secrets.x.file = ./x.age; }
