{ mk }: mk { }
