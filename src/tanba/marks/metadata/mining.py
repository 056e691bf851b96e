"""
A wish about training as XMP: `plus:DataMining` (IPTC Photo Metadata 2023.1), `tdm:reservation` and
`tdm:policy` (TDMRep, final report of May 2024).
"""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Final

from tanba.marks.reservation import Reservation

if TYPE_CHECKING:
    from lxml.etree import _Element

PLUS: Final = "http://ns.useplus.org/ldf/xmp/1.0/"
TDM: Final = "http://www.w3.org/ns/tdmrep/"
TDM_TERMS: Final = "http://www.w3.org/ns/tdmrep#"
"""PDF writers use the first, the vocabulary itself and EPUB the second: both are read."""

MINING: Final = (f"{{{PLUS}}}DataMining",)
RESERVATION: Final = tuple(f"{{{space}}}reservation" for space in (TDM, TDM_TERMS))
POLICY: Final = tuple(f"{{{space}}}policy" for space in (TDM, TDM_TERMS))

_LONGEST: Final = 1_000
_MOST: Final = 20


def is_mining(name: str, text: str) -> bool:
    """Say whether a property, named `{namespace}local`, is a wish about training."""
    return name in MINING + RESERVATION + POLICY


def reservation_node(said: Reservation, rdf: str, about: str = "") -> bytes:
    """Return the wish as one rdf:Description, with every namespace declared on it."""
    policy = f"<tdm:policy>{escape(said.policy)}</tdm:policy>\n" if said.policy else ""
    return (
        f'<rdf:Description xmlns:rdf="{rdf}" xmlns:plus="{PLUS}" xmlns:tdm="{TDM}"'
        f' rdf:about="{escape(about)}">\n'
        f"<plus:DataMining>{said.mining}</plus:DataMining>\n"
        f"<tdm:reservation>{int(not said.allowed)}</tdm:reservation>\n{policy}</rdf:Description>"
    ).encode("ascii", "xmlcharrefreplace")


def wishes(rdf: "_Element", names: tuple[str, ...]) -> tuple[str, ...]:
    """Return every value of some properties, however they are written, each once and bounded."""
    return tuple(dict.fromkeys(_values(rdf, names)))[:_MOST]


def _values(rdf: "_Element", names: tuple[str, ...]) -> Iterator[str]:
    resource = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
    for node in rdf.iterchildren("*"):
        for name in names:
            if text := node.get(name):
                yield text.strip()[:_LONGEST]
            for child in node.iterchildren(name):
                said = child.get(resource) or "".join(map(str, child.itertext()))
                yield said.strip()[:_LONGEST]
