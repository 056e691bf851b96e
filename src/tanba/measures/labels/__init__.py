"""Labels: the share of results that carry both a mark for machines and a warning for people."""
