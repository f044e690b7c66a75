"""`ModelBuilder`: a model by pointing and clicking. What is asked for is a value without widgets; views show it."""
