"""Whether a program can read a file of data as it is: tables, texts, pictures and sounds of known forms."""

import json
from typing import Final, Literal

from tanba.kernel import TanbaError
from tanba.measures.frame.folders import File, head
from tanba.measures.frame.measure import Artefact

Form = Literal["table", "records", "text", "picture", "sound"]

TABLES: Final = (".csv", ".tsv", ".parquet")
RECORDS: Final = (".jsonl", ".ndjson")
_START: Final = 1 << 16
_PICTURES: Final = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"BM",
)
_SOUNDS: Final = (b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")


def form_of(file: File) -> Form | None:
    """
    Return the form of a file, None for one that programs read only with its maker's software, or by guessing.

    A table must open, the first record of JSON lines must be JSON, and a text must be UTF-8, all by its first
    64 KiB. PDF, archives and office documents have no form here. Raises Refused ML02 when it cannot be read.
    """
    start = head(file.path, _START)
    suffix = "." + file.name.lower().rsplit(".", 1)[-1]
    if suffix in TABLES:
        return "table" if _opens(file) else None
    if start.startswith(_PICTURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return "picture"
    if start.startswith(_SOUNDS) or (start[:4] == b"RIFF" and start[8:12] == b"WAVE"):
        return "sound"
    text = _text(start)
    if text is None:
        return None
    if suffix in RECORDS:
        return "records" if _is_json(text.split("\n")[0], len(start) < _START or "\n" in text) else None
    if suffix == ".json":
        return "records" if _is_json(text, len(start) < _START) else None
    return "text" if text.strip() else None


def as_table(file: File) -> Artefact:
    """Return a file of a library as a table."""
    return Artefact(name=file.name, kind="table", at=file.name, path=file.path)


def _opens(file: File) -> bool:
    from tanba.measures.tables.source import open_table

    try:
        return bool(open_table(as_table(file)).columns)
    except TanbaError:
        return False


def _text(start: bytes) -> str | None:
    """Return what a start of UTF-8 says, None for anything else; a character cut at the end is no fault."""
    if b"\0" in start:
        return None
    try:
        return start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut = len(start) == _START and error.start >= len(start) - 4
        return start[: error.start].decode("utf-8-sig") if cut else None


def _is_json(text: str, whole: bool) -> bool:
    if not whole:
        return text.lstrip()[:1] in ("{", "[")
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
