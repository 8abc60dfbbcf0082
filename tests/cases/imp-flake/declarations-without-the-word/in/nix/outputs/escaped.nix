{ "__\inputs".escaped.url = "github:a/escaped"; }
