"""The command line: words into calls, results into words; no more."""

from tanba.cli.main import main

__all__ = ["main"]
