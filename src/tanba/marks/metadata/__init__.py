"""What a file says about its own making, in the words of its format: a module for each family of containers."""
