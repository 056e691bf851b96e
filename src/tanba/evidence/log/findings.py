"""What an audit found: answers, not errors."""

from typing import Literal

from tanba.kernel import value

Kind = Literal[
    "checkpoint", "signature", "missing", "length", "tile", "entry", "unproven", "root",
    "database", "row", "head", "key",
]  # fmt: skip
"""
checkpoint  there is none, or it is not one
signature   it is not signed by a key that may sign it
missing     a file is not there
length      a file has another length, or other entries in number, than its place says
tile        hashes of a tile are not those that were signed
entry       an entry is not the one that was signed
unproven    a tile and what is under it disagree, and nothing that is left says which was signed
root        all entries together do not lead to the signed root
database    the database cannot be read, or is of another log or size
row         a row of the database is not what was signed, is gone, or is one too many
head        a head in the database does not fit the entries, or its signature does not hold
key         the keys in the database are not those that the entries name
"""


@value
class Finding:
    """One thing that is not as it was signed: which file, which entry if it is one, and what about it."""

    kind: Kind
    place: str
    what: str
    index: int | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@value
class Audit:
    """
    What a whole log was found to be.

    `entries` and `tiles` say how many were recomputed; `database` whether the truth was compared as
    well. `complete` is False when it was given up after 1,000 findings, or at the checkpoint.
    """

    origin: str
    size: int
    entries: int
    tiles: int
    findings: tuple[Finding, ...]
    database: bool
    complete: bool

    @property
    def sound(self) -> bool:
        """Whether every entry, one at least, was recomputed and leads to the signed root."""
        return self.complete and not self.findings and 0 < self.size == self.entries
