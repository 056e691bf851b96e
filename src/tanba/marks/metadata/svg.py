"""
XMP in SVG: RDF in a `metadata` element of the picture (XMP part 3, 1.1.6; SVG 1.1, 21).

Where there is RDF already ours is put at its end, else a new `metadata` element opens the picture. The
rest stays byte for byte, which no XML library can promise: a parser tells places, and the text is cut.
"""

import codecs
import re
from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO, Final

from tanba.kernel import Refused
from tanba.marks.media import whole
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.mining import is_mining, reservation_node
from tanba.marks.metadata.outline import Element, outline
from tanba.marks.metadata.packet import RDF, TOOL, aigc_after, check, description, is_ours, parsed
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Reservation, Statement
from tanba.marks.results import Said

WHERE: Final = "XMP in metadata"
LARGEST: Final = 64 * 1024 * 1024

_SVG: Final = "http://www.w3.org/2000/svg"
_ABOUT: Final = f"{{{RDF}}}about"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_KNOWN: Final = re.compile(r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]", re.IGNORECASE)


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the picture with our description in its metadata; return its place, and the description.

    Raises
    ------
    Refused
        MK10 for a damaged file, MK12 where nothing can be put in, MK14 for damaged RDF, MK16 for one
        that declares entities.
    """
    mark, coding, text = _text(source)
    root = _root(text)
    rdfs = [rdf for rdf in _rdfs(root) if not rdf.empty]
    if rdfs:
        new, cuts = _beside(text, rdfs, said)
    elif root.empty:
        raise CannotHold("MK12", "an SVG that is one empty element")
    else:
        new = reservation_node(said, RDF) if isinstance(said, Reservation) else description(said)
        # RDF alone, as drawing programs write it: exiftool takes an SVG with xmpmeta for bare XMP.
        element = f'<metadata xmlns="{_SVG}"><rdf:RDF xmlns:rdf="{RDF}">%s</rdf:RDF></metadata>'
        cuts = [Cut(start=root.inner, end=root.inner, new=element.encode() % new)]
    result = BytesIO()
    spliced(BytesIO(text), result, cuts)
    target.write(mark + result.getvalue().decode().encode(coding, "xmlcharrefreplace"))
    return WHERE, new


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the RDF in the picture's metadata says; raises Refused as `write` does."""
    _, _, text = _text(source)
    return tuple(parsed(rdf.alone(text), WHERE) for rdf in _rdfs(_root(text))[:100])


def _text(source: BinaryIO) -> tuple[bytes, str, bytes]:
    """Return the mark at the start of the file, its encoding, and its text in UTF-8."""
    data = whole(source, LARGEST)
    mark, coding = next(
        ((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8")
    )
    declared = _DECLARED.match(data)
    if not mark and declared:
        coding = declared[1].decode()
        if not _KNOWN.fullmatch(coding):
            raise CannotHold("MK12", f"an SVG in the encoding {coding}", "save it again in UTF-8")
    try:
        text = data[len(mark) :].decode(coding)
        if text.encode(coding) == data[len(mark) :]:
            return mark, coding, text.encode()
    except (UnicodeError, LookupError):
        pass
    raise Refused("MK10", f"a damaged SVG: it is not whole {coding}")


def _root(text: bytes) -> Element:
    root = outline(text)
    if root.name not in (f"{{{_SVG}}}svg", "svg"):
        raise Refused("MK10", "a damaged SVG: its first element is another")
    return root


def _rdfs(root: Element) -> list[Element]:
    return [
        element
        for child in root.children
        for element in child.walk()
        if element.name == f"{{{RDF}}}RDF"
    ]


def _beside(text: bytes, rdfs: list[Element], said: Statement) -> tuple[bytes, list[Cut]]:
    """Return our description, and the cuts that put it into the first RDF and take earlier ones out."""
    nodes = [node for rdf in rdfs for node in rdf.children]
    check(rdfs[0].alone(text))
    earlier = parsed(rdfs[0].alone(text), WHERE)
    about = next((node.values.get(_ABOUT, "") for node in nodes), "")
    meant = is_mining if isinstance(said, Reservation) else is_ours
    if isinstance(said, Reservation):
        new = reservation_node(said, RDF, about)
    else:
        new = description(
            said,
            aigc=aigc_after(said, earlier.aigc, earlier.profile.id if earlier.profile else ""),
            creator="" if earlier.tool and not earlier.tool.startswith("Tanba ") else TOOL,
            about=about,
        )
    whole_ones = [node for node in nodes if _is_whole(text, node, meant)]
    cuts = [Cut(start=node.start, end=node.end) for node in whole_ones[1:]]
    if whole_ones:
        cuts.append(Cut(start=whole_ones[0].start, end=whole_ones[0].end, new=new))
    else:
        cuts.append(Cut(start=rdfs[0].close, end=rdfs[0].close, new=new + b"\n"))
    for node in nodes:
        if node not in whole_ones:
            cuts += [Cut(start=start, end=end) for start, end in _ours(text, node, meant)]
    return new, cuts


def _ours(text: bytes, node: Element, meant: Callable[[str, str], bool]) -> list[tuple[int, int]]:
    """Return where a node of RDF says what we are about to say."""
    found = [node.places[name] for name, said in node.values.items() if meant(name, said)]
    for child in node.children:
        if meant(child.name, text[child.inner : child.close].decode()):
            found.append((child.start, child.end))
    return found


def _is_whole(text: bytes, node: Element, meant: Callable[[str, str], bool]) -> bool:
    """Say whether a node says nothing else."""
    ours = len(_ours(text, node, meant))
    return bool(ours) and ours == len(node.children) + len(set(node.values) - {_ABOUT})
