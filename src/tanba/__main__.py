"""`python -m tanba` is the command line."""

from tanba.cli import main

main(prog_name="tanba")
