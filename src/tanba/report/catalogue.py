"""
The catalogues of translations, for those who change a sentence; not needed at run time.

    python -m tanba.report.catalogue

collects every message of the faces, adds what is new to the .po files and drops what is gone, compiles
the .mo files, and names what nobody has translated yet. Both kinds of files are kept in the repository.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tanba.kernel import LANGS, Lang
from tanba.report.speech import DOMAIN, LOCALE

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

SOURCES = Path(__file__).parents[1]
FACES = ("report", "cli", "web")
SAID = ("say", "msg")
COUNTED = "count"
Said = str | tuple[str, str]
TRANSLATED: tuple[Lang, ...] = tuple(lang for lang in LANGS if lang != "en")


def collect() -> set[Said]:
    """
    Return every message that the faces can say; one with a plural is a pair.

    Python is read as a syntax tree: Babel's own reader works on tokens, in which a message inside an
    f-string shows or not depending on the version of Python.
    """
    found: set[Said] = set()
    for face in FACES:
        for path in sorted((SOURCES / face).rglob("*.py")):
            found |= set(_in_python(ast.parse(path.read_text("utf-8"))))
        for path in sorted((SOURCES / face).rglob("*.html")):
            found |= set(_in_template(path))
    return found


def _in_python(tree: ast.AST) -> Iterator[Said]:
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or node in inside:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        words = [_literal(part) for part in node.args[:2]]
        if name == COUNTED and len(words) == 2 and words[0] and words[1]:
            inside |= set(node.args[:2])
            yield words[0], words[1]
        elif name in SAID and words and words[0]:
            inside |= set(node.args[:1])
            yield words[0]


def _literal(node: ast.AST) -> str | None:
    """Return a text that is written out, also within `msg(…)`."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id="msg"), args=[ast.Constant(value=str(text))]):
            return text
    return None


def _in_template(path: Path) -> Iterator[Said]:
    from jinja2.ext import babel_extract

    with path.open("rb") as file:
        for _, name, words, _ in babel_extract(file, [COUNTED, *SAID], [], {}):
            said = (words,) if isinstance(words, str) else tuple(words or ("",))
            if name == COUNTED and said[0] and said[1]:
                yield said[0], said[1]
            elif said[0]:
                yield said[0]


def po_file(lang: Lang) -> Path:
    """Return where the translations into `lang` are written by hand."""
    return LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(lang: Lang) -> "Catalog":
    """Return the catalogue of `lang` as its .po file has it."""
    from babel.messages.pofile import read_po

    with po_file(lang).open("rb") as file:
        return read_po(file, locale=lang, domain=DOMAIN, abort_invalid=True)


def compile_catalogue(catalogue: "Catalog") -> bytes:
    """Return the .mo form of a catalogue; the same catalogue gives the same bytes."""
    from babel.messages.mofile import write_mo

    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untranslated(catalogue: "Catalog") -> "Iterator[Message]":
    """Yield the messages with no translation, or with an empty or doubtful one."""
    for message in catalogue:
        forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(forms)):
            yield message


def update(lang: Lang) -> int:
    """Bring the files of `lang` up to date; return how many messages lack a translation."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue = read_catalogue(lang)
    # The dates in the header stay as they are: a file changes only when a sentence does.
    template = Catalog(domain=DOMAIN, creation_date=catalogue.creation_date)
    for message in collect():
        template.add(message)
    catalogue.update(template, no_fuzzy_matching=True)
    with po_file(lang).open("wb") as file:
        write_po(file, catalogue, width=100, no_location=True, sort_output=True, ignore_obsolete=True)
    po_file(lang).with_suffix(".mo").write_bytes(compile_catalogue(read_catalogue(lang)))
    missing = list(untranslated(catalogue))
    for one in missing:
        sys.stderr.write(f"{lang}: not translated: {one.id!r}\n")
    return len(missing)


def main() -> int:
    """Update every catalogue; 1 when something is not translated."""
    return 1 if sum(update(lang) for lang in TRANSLATED) else 0


if __name__ == "__main__":
    sys.exit(main())
