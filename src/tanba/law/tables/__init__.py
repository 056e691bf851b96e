"""Many systems at once: bit planes, counts, what would settle most, and SQL."""
