"""
One key on disk, generation after generation.

`key-2.pem` (sealed), `chain-2.pem`, and for a local authority `root-1.pem` and `rootkey-1.pem`.
`key.json` says which generation stands and is written last: a reader meets the old key or the new
one, never half of each.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace as changed
from pathlib import Path
from typing import Final

from tanba.kernel import Refused
from tanba.keys import folder as disk
from tanba.keys.record import Record, from_json, to_json

RECORD: Final = "key.json"
_FILE: Final = re.compile(r"(key|chain|root|rootkey)-(\d{1,6})\.pem")


class Drawer:
    """The folder of one key. Raises Refused and OSError; the store says where."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def record(self) -> Record:
        """Return what stands; raise Refused: KY01 when there is no key, KY19 when it is damaged."""
        try:
            return from_json(disk.bounded(self.folder / RECORD))
        except (FileNotFoundError, NotADirectoryError):
            raise Refused("KY01", "no such key", "`tanba keys show` names those there are") from None

    def read(self, what: str, generation: int) -> bytes:
        """Return one file of one generation."""
        return disk.bounded(self.folder / f"{what}-{generation}.pem")

    def standing(self) -> tuple[Record, bytes, bytes | None]:
        """Return the record, its chain and its sealed key (None on a token), all of one generation."""
        record = self.record()
        while True:
            try:
                sealed = None if record.token else self.read("key", record.generation)
                return record, self.read("chain", record.generation), sealed
            except FileNotFoundError:
                before, record = record, self.record()
                if before == record:  # nobody has changed it meanwhile: it is gone
                    raise Refused(
                        "KY19", "a file of the key is missing", "bring it back from a copy"
                    ) from None

    def retired(self, record: Record) -> tuple[bytes, ...]:
        """Return the chains that were there before, the oldest first."""
        numbers = sorted(number for what, number in self._kept() if what == "chain")
        return tuple(self.read("chain", number) for number in numbers if number < record.generation)

    @contextmanager
    def alone(self) -> Iterator[Record]:
        """Give what stands, while nobody else may change it; raise Refused as `record` does."""
        self.record()
        with disk.alone(self.folder):
            yield self.record()

    def check_free(self) -> None:
        """Raise Refused (KY03) when there is a key of this name."""
        if self.folder.exists():
            hint = "choose another name, or `tanba keys rotate`"
            raise Refused("KY03", "there is a key of this name already", hint)

    def fill(self, record: Record, files: Mapping[str, bytes]) -> None:
        """Make the first generation of a key; raise Refused (KY03) when there is one of this name."""
        try:
            disk.placed(self.folder, {**_named(files, record.generation), RECORD: to_json(record)})
        except FileExistsError:
            self.check_free()
            raise

    def refill(self, record: Record, files: Mapping[str, bytes]) -> None:
        """
        Put a new generation in the place of the one that stands, and remove the secrets before it.

        To be called while `alone`. To remove is to unlink: what a disk keeps of it is still sealed. A
        new `root` in `files` becomes the authority from now on.
        """
        # What a killed run left behind has a number too, and nobody takes it again.
        generation = 1 + max((number for _, number in self._kept()), default=0)
        root = generation if "root" in files else record.root
        record = changed(record, generation=generation, root=root)
        for name, content in _named(files, generation).items():
            disk.added(self.folder / name, content)
        disk.written(self.folder / RECORD, to_json(record))
        stands = {"key": generation, "rootkey": root}
        for what, number in self._kept():
            if what in stands and number != stands[what]:
                (self.folder / f"{what}-{number}.pem").unlink(missing_ok=True)

    def _kept(self) -> list[tuple[str, int]]:
        found = (_FILE.fullmatch(path.name) for path in self.folder.iterdir())
        return [(each[1], int(each[2])) for each in found if each]


def _named(files: Mapping[str, bytes], generation: int) -> dict[str, bytes]:
    return {f"{what}-{generation}.pem": content for what, content in files.items()}
