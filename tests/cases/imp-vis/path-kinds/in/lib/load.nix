dir: dir
