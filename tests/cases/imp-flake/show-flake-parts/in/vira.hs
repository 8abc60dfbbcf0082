\ctx pipeline -> pipeline
