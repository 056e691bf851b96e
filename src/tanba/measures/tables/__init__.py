"""Tables as artefacts: opened lazily, tallied in one pass, read in batches."""
