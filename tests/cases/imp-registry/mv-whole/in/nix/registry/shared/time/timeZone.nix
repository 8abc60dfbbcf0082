"UTC"
