"""The language of conditions: facts, syntax, grammar, and what a condition decides."""
