"""A paper: headings, facts, tables and maps as plain data, set as PDF/A-3 with files attached (Typst)."""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from tanba.kernel import Lang, TanbaError, value
from tanba.report.speech import clean

LETTERS: Final = Path(__file__).parent / "letters"
TEMPLATE: Final = Path(__file__).parent / "templates" / "dossier.typ"

Relation = Literal["source", "data", "alternative", "supplement"]
Block = Mapping[str, Any]


@value
class Attached:
    """A file inside the PDF."""

    name: str
    kind: str
    about: str
    relation: Relation
    content: bytes


@value
class Paper:
    """What stands on the pages, in the language of the reader."""

    lang: Lang
    kind: str
    title: str
    subtitle: str
    author: str
    running: str
    foot: str
    on: date
    """The day that the file names as its own: somebody's claim."""
    blocks: tuple[Block, ...]
    attached: tuple[Attached, ...] = ()
    pictures: Mapping[str, bytes] | None = None
    """Files that `picture` blocks name."""


def heading(text: str) -> Block:
    """Return the heading of a chapter."""
    return {"block": "heading", "text": clean(text)}


def part(text: str) -> Block:
    """Return the heading of a part of a chapter."""
    return {"block": "part", "text": clean(text)}


def say(text: str) -> Block:
    """Return a paragraph."""
    return {"block": "say", "text": clean(text)}


def small(text: str) -> Block:
    """Return a paragraph in small letters."""
    return {"block": "small", "text": clean(text)}


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    """Return names with what is said of each."""
    return {"block": "facts", "rows": [[clean(name), clean(said)] for name, said in rows]}


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()) -> Block:
    """Return a table; `widths` are shares of the page."""
    lines = [[clean(cell) for cell in row] for row in rows]
    return {
        "block": "table",
        "head": list(head),
        "rows": lines,
        "widths": list(widths or [1] * len(head)),
    }


def listed(items: Iterable[str]) -> Block:
    """Return a list."""
    return {"block": "list", "items": [clean(item) for item in items]}


def legend(rows: Iterable[tuple[str, str]]) -> Block:
    """Return what the colours and patterns mean: (kind, word)."""
    return {"block": "legend", "rows": [[kind, word] for kind, word in rows]}


def text_map(spans: Iterable[tuple[str, str]]) -> Block:
    """Return a text with the kind of each stretch: (kind, text); line ends stay."""
    shown = [{"kind": kind, "text": spelled(text)} for kind, text in spans]
    return {"block": "map", "spans": shown}


def bars(rows: Iterable[tuple[str, Sequence[tuple[str, float]]]]) -> Block:
    """Return a bar for each row: (label, ((kind, amount), …))."""
    return {
        "block": "bars",
        "rows": [
            {"label": clean(label), "parts": [list(one) for one in parts]} for label, parts in rows
        ],
    }


def picture(file: str, alt: str, width: int = 100) -> Block:
    """Return a picture of the paper, `width` percent of the column."""
    return {"block": "picture", "file": file, "alt": clean(alt), "width": width}


def write_paper(paper: Paper) -> bytes:
    """
    Return the paper as PDF/A-3b (ISO 19005-3), its files attached; the same paper is the same bytes.

    Raises
    ------
    TanbaError
        DS01 when the typesetter cannot set it.
    """
    import typst

    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        shown = _plain(paper)
        for number, file in enumerate(paper.attached):
            (folder / f"attached-{number}").write_bytes(file.content)
        for name, content in (paper.pictures or {}).items():
            (folder / name).write_bytes(content)
        (folder / "paper.json").write_text(json.dumps(shown, ensure_ascii=False), "utf-8")
        (folder / "paper.typ").write_bytes(TEMPLATE.read_bytes())
        try:
            return bytes(
                typst.compile(
                    str(folder / "paper.typ"),
                    root=str(folder),
                    font_paths=[str(LETTERS)],
                    ignore_system_fonts=True,
                    pdf_standards=["a-3b"],
                )
            )
        except RuntimeError as error:  # typst's own TypstError is one
            first = clean(str(error).splitlines()[0]) if str(error) else type(error).__name__
            raise TanbaError(f"DS01 the paper cannot be set: {first}") from error


def _plain(paper: Paper) -> dict[str, Any]:
    return {
        "lang": paper.lang,
        "kind": clean(paper.kind),
        "title": clean(paper.title),
        "subtitle": clean(paper.subtitle),
        "author": clean(paper.author),
        "running": clean(paper.running),
        "foot": clean(paper.foot),
        "on": [paper.on.year, paper.on.month, paper.on.day],
        "blocks": list(paper.blocks),
        "attached": [
            {"name": f.name, "kind": f.kind, "about": f.about, "relation": f.relation,
             "stored": f"attached-{number}"}
            for number, f in enumerate(paper.attached)
        ],
    }  # fmt: skip


def spelled(text: str) -> str:
    """Return text with its spaces and line ends; what would be invisible or turn it is spelled out."""
    return "".join(c if c.isprintable() or c in "\n\xa0" else _letter(c) for c in text)


def _letter(char: str) -> str:
    if char == "\r":
        return ""
    return " " if char.isspace() else f"⟨U+{ord(char):04X}⟩"
