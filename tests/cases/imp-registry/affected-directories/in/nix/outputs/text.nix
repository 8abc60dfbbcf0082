"${../pk}/main.c"
