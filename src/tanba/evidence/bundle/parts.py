"""The files of a bundle as one reading goes through them, and what in them does not hold."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from tanba.evidence.bundle.results import Failing
from tanba.kernel import Refused

T = TypeVar("T")


class Parts:
    """Files by their names. What fails is noted; it hides none of the rest."""

    def __init__(self, files: Mapping[str, memoryview]) -> None:
        self.files = files
        self.failing: list[Failing] = []

    def data(self, name: str) -> bytes:
        """Return a file; of one that is missing, nothing, which then is not what it should be."""
        return bytes(self.files.get(name, b""))

    def text(self, name: str) -> str:
        """Return a file as text; what is not UTF-8 in it reads as no key, note or number does."""
        return self.data(name).decode("utf-8", "replace")

    def numbered(self, pattern: re.Pattern[str]) -> list[tuple[tuple[int, ...], str]]:
        """Return the numbers in the names of files, and the names, in the order of the numbers."""
        found = ((pattern.fullmatch(name), name) for name in self.files)
        return sorted((tuple(map(int, match.groups())), name) for match, name in found if match)

    def fail(self, file: str, why: str, detail: str = "") -> None:
        """Note that something does not hold."""
        self.failing.append(Failing(file=file, why=why, detail=detail))

    def attempt(self, name: str, work: Callable[[], T]) -> T | None:
        """Return what `work` gives; note that the file fails, and return None, when it is refused."""
        try:
            return work()
        except Refused as refused:
            self.fail(name, "it cannot be read, or does not hold", refused.what)
            return None
