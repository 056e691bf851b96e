"""What a record shows of a person's part in a work: counts, intervals, layers, and what it does not show."""
