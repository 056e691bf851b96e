"""Without a record: what a text has in common with given generations, each number with its error."""
