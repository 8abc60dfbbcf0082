loud
