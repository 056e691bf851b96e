"""
Reading a pack: YAML in, values out, every fault named with its file and line.

A pack that was read once is kept as checked JSON under the digest of its files (`cache`), because
parsing the sheets costs a second and loading the JSON a hundredth of it.
"""

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from tanba.kernel import Document, Fault, Faults, Missing, Place, parse_document
from tanba.law.language.grammar import Scope
from tanba.law.language.syntax import leaves
from tanba.law.language.vocabulary import Question, Vocabulary
from tanba.law.sheets.checks import check_pack
from tanba.law.sheets.notice import Notice
from tanba.law.sheets.pack import Coverage, Head, Pack, pack_adapter
from tanba.law.sheets.revival import builder
from tanba.law.sheets.rule import Derived, Rule

T = TypeVar("T")

STORED = 4
"""The form of stored packs; a higher number makes old ones unread."""


def read_pack(folder: Path, cache: Path | None = None) -> Pack:
    """
    Return the pack in `folder`, checked whole.

    Raises Faults with *all* that is wrong, and Missing when there is no pack. With `cache`, a folder
    that may be made, the checked pack is kept there and found again by the digest of its files.
    """
    sheets = _sheets(folder)
    if cache is None:
        return _read(folder, sheets)
    key = _key(sheets)
    stored = cache / f"{key}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        content = _sealed(stored, key)
        if content is not None:
            kept: Pack = builder(Pack)(json.loads(content))
            return kept
    pack = _read(folder, sheets)
    content = pack_adapter().dump_json(pack, by_alias=True, exclude_defaults=True)
    _store(stored, _seal(key, content) + content)
    return pack


def _sheets(folder: Path) -> dict[Path, bytes]:
    """Return every file of the pack and its vocabulary with its bytes, in reading order."""
    head = folder / "pack.yaml"
    if not head.is_file():
        raise Missing(f"{folder}: no pack here\n    hint: a pack is a folder with a pack.yaml")
    paths = [head, *sorted((folder / "rules").glob("*.yaml"))]
    if (folder / "coverage.yaml").is_file():
        paths.append(folder / "coverage.yaml")
    sheets = {path: path.read_bytes() for path in paths}
    vocabulary = _vocabulary_folder(folder, sheets[head])
    return sheets | {path: path.read_bytes() for path in sorted(vocabulary.glob("*.yaml"))}


def _vocabulary_folder(folder: Path, head: bytes) -> Path:
    for line in head.decode("utf-8", "replace").splitlines():
        key, _, rest = line.partition(":")
        if key == "vocabulary":
            return folder / rest.strip()
    return folder / "vocabulary"


def _key(sheets: dict[Path, bytes]) -> str:
    whole = sha256(f"tanba pack {STORED}".encode())
    for path, content in sheets.items():
        whole.update(f"\n{path.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def _seal(key: str, content: bytes) -> bytes:
    return sha256(key.encode() + content).hexdigest().encode() + b"\n"


def _sealed(path: Path, key: str) -> bytes | None:
    """Return what was stored, when it is whole and nobody else can have written it."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        seal, end, content = file.read().partition(b"\n")
    # The seal shows damage, not malice: who could write here could seal a law of his own.
    others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    mine = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not others)
    return content if mine and seal + end == _seal(key, content) else None


def _store(path: Path, content: bytes) -> None:
    # A cache that cannot be written is only slow. Written beside and renamed: never half there.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)


def _read(folder: Path, sheets: dict[Path, bytes]) -> Pack:
    reader = _Reader(folder, sheets)
    pack = reader.pack()
    if reader.faults:
        raise Faults(reader.faults)
    return pack


class _Reader:
    """Reads piece by piece, so that a fault in one rule hides no fault in another."""

    def __init__(self, folder: Path, sheets: dict[Path, bytes]) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.documents = {path: self._document(path, content) for path, content in sheets.items()}
        self.whole = not self.faults

    def pack(self) -> Pack:
        head = self._one("pack.yaml", Head)
        questions = tuple(item for item, _ in self._list("facts", Question))
        names = frozenset(str(raw.get("id")) for raw, _ in self._raw("derived"))
        scope = Scope(Vocabulary(questions), names)
        derived = [replace(d, source=at) for d, at in self._list("derived", Derived, scope)]
        rules = [replace(r, source=at) for r, at in self._list("rules", Rule, scope)]
        notices = tuple(replace(n, source=at) for n, at in self._list("notices", Notice))
        coverage = self._one("coverage.yaml", Coverage) or Coverage()
        if head is None:
            raise Faults(self.faults)
        pack = Pack(
            head=head,
            questions=questions,
            derived=self._in_order(derived),
            rules=tuple(rules),
            notices=notices,
            coverage=coverage,
        )
        raw_rules = frozenset(str(raw.get("id")) for raw, _ in self._raw("rules"))
        if self.whole:  # what a sheet that is no YAML would have said is not missed here
            self.faults += check_pack(pack, raw_rules)
        return pack

    def _document(self, path: Path, content: bytes) -> Document:
        name = os.path.relpath(path, self.folder)
        try:
            return parse_document(content.decode("utf-8"), name)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            at = Place(file=name, line=line)
            self.faults.append(Fault(at=at, code="YM08", what="not UTF-8", hint="save it as UTF-8"))
        except Faults as faults:
            self.faults += faults.faults
        return Document(file=name, tree={}, lines={})

    def _one(self, name: str, kind: type[T]) -> T | None:
        for path, document in self.documents.items():
            if path.name == name and document.tree:
                return self._typed(document, (), kind, None)
        return None

    def _raw(self, section: str) -> Iterator[tuple[dict[str, Any], str]]:
        for document in self.documents.values():
            tree = document.tree if isinstance(document.tree, dict) else {}
            parts = tree.get(section)
            for index, raw in enumerate(parts if isinstance(parts, list) else ()):
                if isinstance(raw, dict):
                    yield raw, str(document.place((section, index)))

    def _list(self, section: str, kind: type[T], scope: Any = None) -> list[tuple[T, str]]:
        """Return what could be read of a section, over all files, each with its place."""
        found = []
        for path, document in self.documents.items():
            if path.name in ("pack.yaml", "coverage.yaml"):
                continue
            tree = document.tree if isinstance(document.tree, dict) else {}
            self._only_known_sections(document, tree)
            parts = tree.get(section) or []
            if not isinstance(parts, list):
                self._fault(document, (section,), "PK02", f"{section} should be a list")
                continue
            for index in range(len(parts)):
                path_in = (section, index)
                item = self._typed(document, path_in, kind, scope)
                if item is not None:
                    found.append((item, str(document.place(path_in))))
        return found

    def _only_known_sections(self, document: Document, tree: dict[str, Any]) -> None:
        for section in tree.keys() - {"facts", "derived", "rules", "notices"}:
            self._fault(document, (section,), "PK02", f"{section!r} is not a section of a sheet")

    def _typed(self, document: Document, path: Any, kind: type[T], scope: Any) -> T | None:
        try:
            read: T = document.read(_adapter(kind), "PK01", scope, path)
            return read
        except Faults as faults:
            self.faults += faults.faults
            return None

    def _in_order(self, derived: list[Derived]) -> tuple[Derived, ...]:
        """Return derived truths after those they are built from; a cycle is a fault."""
        by_id = {d.id: d for d in derived}
        done: dict[str, Derived] = {}
        open_: list[str] = []

        def visit(one: Derived) -> None:
            if one.id in done:
                return
            if one.id in open_:
                ring = " → ".join([*open_[open_.index(one.id) :], one.id])
                self.faults.append(
                    Fault(at=_place(one.source), code="PK05", what=f"derived in a circle: {ring}")
                )
                return
            open_.append(one.id)
            for leaf in leaves(one.when.node):
                if leaf.name in by_id:
                    visit(by_id[leaf.name])
            open_.pop()
            done[one.id] = one

        for one in derived:
            visit(one)
        return tuple(done.values())

    def _fault(self, document: Document, path: Any, code: str, what: str) -> None:
        self.faults.append(Fault(at=document.place(path), code=code, what=what))


def _place(source: str) -> Place:
    file, _, line = source.rpartition(":")
    return Place(file=file, line=int(line)) if file else Place(file=source)


_ADAPTERS: dict[type, Any] = {}


def _adapter(kind: type) -> Any:
    from pydantic import TypeAdapter

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
