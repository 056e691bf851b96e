"""Where the elements of an XML file stand, byte by byte: the root, its `metadata` and all in that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from tanba.kernel import Refused

ELEMENTS: Final = 2_000_000
KEPT: Final = 50_000
DEEP: Final = 64
NAMESPACES: Final = 1_000

_NAME: Final = re.compile(rb"<[^\s/>]+")
_ATTRIBUTE: Final = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_END: Final = re.compile(rb"\s*(/?)>")


@dataclass(slots=True, kw_only=True, eq=False)
class Element:
    """One element; places are bytes of the text."""

    name: str
    """`{namespace}local`, or `local` where there is no namespace."""
    values: dict[str, str]
    """Its attributes."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Where each attribute stands, with the space before it."""
    prefixes: dict[str, str]
    """The namespaces declared on it; the empty prefix is the default."""
    above: "Element | None"
    start: int
    inner: int
    """Behind its start tag."""
    empty: bool
    """Written as one tag."""
    close: int = 0
    """Where its end tag starts."""
    end: int = 0
    children: list["Element"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """Yield the element and all in it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def namespace(self, prefix: str) -> str:
        """Return what a prefix stands for; empty where it is not declared."""
        here: Element | None = self
        while here is not None and prefix not in here.prefixes:
            here = here.above
        return here.prefixes[prefix] if here else ""

    def scope(self) -> dict[str, str]:
        """Return every namespace that holds for it, by prefix."""
        return {**(self.above.scope() if self.above else {}), **self.prefixes}

    def alone(self, text: bytes) -> bytes:
        """Return the element as a file of its own, in an element that declares what holds for it."""
        pairs = (
            f" xmlns{':' * bool(name)}{name}={quoteattr(uri)}" for name, uri in self.scope().items()
        )
        return f"<x{''.join(pairs)}>".encode() + text[self.start : self.end] + b"</x>"


def outline(text: bytes) -> Element:
    """
    Return the root of a text in UTF-8, with those of its children that are called `metadata`, whole.

    Raises
    ------
    Refused
        MK10 when it is not XML; MK13 when there is too much of it; MK16 when it declares entities.
    """
    return _Outliner(text).root


class _Outliner:
    """Listens to expat, which tells where it is; entities are refused before any could be expanded."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.depth = self.seen = self.kept = 0
        self.open: list[Element] = []
        self.found: Element | None = None
        self.prefixes: dict[str, str] = {}
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.finish
        self.parser.StartNamespaceDeclHandler = self.declare
        self.parser.EntityDeclHandler = self.refuse
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as error:
            raise Refused("MK10", f"damaged XML: {error}") from None

    @property
    def root(self) -> Element:
        if self.found is None:
            raise Refused("MK10", "damaged XML: it has no element")
        return self.found

    def refuse(self, *_: object) -> None:
        hint = "save it again with a program that writes none"
        raise Refused("MK16", "an XML file that declares entities of its own", hint)

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self.prefixes[prefix or ""] = uri or ""
        if len(self.prefixes) > NAMESPACES:
            raise Refused("MK13", f"more than {NAMESPACES} namespaces on one element")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        prefixes, self.prefixes = self.prefixes, {}
        self.depth += 1
        self.seen += 1
        if self.seen > ELEMENTS:
            raise Refused("MK13", f"more than {ELEMENTS} elements")
        in_kept = len(self.open) == self.depth - 1
        if not in_kept or (self.depth == 2 and name.rpartition(" ")[2] != "metadata"):
            return
        self.kept += 1
        if self.kept > KEPT or self.depth > DEEP:
            raise Refused("MK13", f"more than {KEPT} elements of metadata, or deeper than {DEEP}")
        values = {_named(key): text for key, text in attributes.items()}
        above = self.open[-1] if self.open else None
        element = self.placed(_named(name), values, prefixes, above)
        if above:
            above.children.append(element)
        self.found = self.found or element
        self.open.append(element)

    def placed(
        self, name: str, values: dict[str, str], prefixes: dict[str, str], above: Element | None
    ) -> Element:
        """Return an element; its start tag, which expat found sound, is read again for the places."""
        start = self.parser.CurrentByteIndex
        head = _NAME.match(self.text, start)
        at, places = head.end() if head else start, []
        while found := _ATTRIBUTE.match(self.text, at):
            places.append((found[1].decode(), *found.span()))
            at = found.end()
        tail = _END.match(self.text, at)
        if tail is None:
            raise Refused("MK10", "damaged XML: a tag does not end")
        element = Element(
            name=name, values=values, prefixes=prefixes, above=above, start=start, inner=tail.end(),
            empty=bool(tail[1]),
        )  # fmt: skip
        for written, first, end in places:
            prefix, colon, local = written.rpartition(":")
            full = f"{{{element.namespace(prefix)}}}{local}" if colon else local
            element.places[full] = (first, end)
        return element

    def finish(self, _: str) -> None:
        if len(self.open) == self.depth:
            element = self.open.pop()
            at = element.inner if element.empty else self.parser.CurrentByteIndex
            element.close = at
            element.end = at if element.empty else self.text.index(b">", at) + 1
        self.depth -= 1


def _named(name: str) -> str:
    uri, space, local = name.rpartition(" ")
    return f"{{{uri}}}{local}" if space else local
