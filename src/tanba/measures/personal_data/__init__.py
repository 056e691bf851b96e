"""Identifiers of persons in data, the basis on which persons are processed, and where data are kept."""
