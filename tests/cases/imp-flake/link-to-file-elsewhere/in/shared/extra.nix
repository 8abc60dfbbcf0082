{ url = "github:o/extra"; }
