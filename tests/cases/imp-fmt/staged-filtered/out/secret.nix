{ a = "hunter2"; }
