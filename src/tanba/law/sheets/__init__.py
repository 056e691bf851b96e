"""What the sheets of a pack say, and reading them with every fault named."""
