"""The label that people see or hear: a module for each medium, and the setting of its letters."""
