"""Runs over many files: where they are remembered, and results that leave piece by piece."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from tanba.report import write_json

FEW: Final = 20
"""Files whose layers are told one by one; of more, and of folders, only the counts and the troubles."""


def are_few(files: Sequence[Path]) -> bool:
    """Say whether these are a handful of files and no folder."""
    return len(files) <= FEW and not any(file.is_dir() for file in files)


@contextmanager
def journal_of(named: Path | None, out: Path | None, few: bool, again: bool) -> Iterator[Path]:
    """
    Yield where a run is remembered: as `named`, else in the folder of the results.

    A handful of files, and what has no folder of results, is remembered only until the end.
    """
    from tanba.flow import JOURNAL

    if named is None and (few or out is None):
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder, "journal")
        return
    path = named or Path(str(out), JOURNAL)
    if again:
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
    yield path


@contextmanager
def pieces_to(
    out: Path | None, before: str, between: str, after: str
) -> Iterator[Callable[[str], None]]:
    """Yield what writes one piece; into a file it is all there at the end, or nothing is."""
    from tanba.flow import write_whole

    with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
        count = 0

        def write(text: str) -> None:
            if out:
                kept.write(text)
            else:
                click.echo(text, nl=False)

        def each(piece: str) -> None:
            nonlocal count
            write((between if count else before) + piece)
            count += 1

        yield each
        write(after if count else before + after)
        if out:
            kept.seek(0)
            write_whole(out, kept.read().encode())
            click.echo(out, err=True)


@contextmanager
def lines_to(out: Path | None) -> Iterator[Callable[[object], None] | None]:
    """Yield what writes one value as a line of JSON into a file, whole at the end; None without a file."""
    from tanba.flow import write_whole
    from tanba.kernel import plain

    if out is None:
        yield None
        return
    with tempfile.TemporaryFile() as kept:

        def add(thing: object) -> None:
            kept.write(json.dumps(plain(thing)).encode() + b"\n")

        yield add
        kept.seek(0)
        write_whole(out, kept.read())


class Array:
    """A JSON array on the standard output, one object after the other."""

    def __init__(self) -> None:
        self._mark = "[\n"

    def add(self, record: dict[str, Any]) -> None:
        """Write one object."""
        click.echo(self._mark + write_json(record), nl=False)
        self._mark = ",\n"

    def close(self) -> None:
        """End the array."""
        click.echo("[]" if self._mark == "[\n" else "\n]")
