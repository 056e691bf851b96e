"""
The XMP packet (ISO 16684-1): what we say in it, put beside everything that others said.

Ours are `Iptc4xmpExt:DigitalSourceType` (IPTC), `TC260:AIGC` (GB 45438-2025) and the properties of the
Tanba profile; `xmp:CreatorTool` is written only where nobody else has. Without an earlier packet no XML
library is loaded: that is the way of nearly every file, and costs some twenty microseconds.
"""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from tanba.kernel import LANGS, VERSION, Refused
from tanba.marks.disclosure import PROFILE, Disclosure, from_record, is_ai, to_record
from tanba.marks.metadata.mining import MINING, POLICY, RESERVATION, is_mining, reservation_node, wishes
from tanba.marks.reservation import Reservation, Statement
from tanba.marks.results import Said

if TYPE_CHECKING:
    from lxml.etree import _Element

TOOL: Final = f"Tanba {VERSION}"

LARGEST: Final = 1024 * 1024
"""Bytes of a packet that we read or write."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP: Final = "http://ns.adobe.com/xap/1.0/"
IPTC: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
TC260: Final = "http://www.tc260.org.cn/ns/AIGC/1.0/"

_SOURCE_TYPE: Final = f"{{{IPTC}}}DigitalSourceType"
_AIGC: Final = f"{{{TC260}}}AIGC"
_CREATOR: Final = f"{{{XMP}}}CreatorTool"
_ID: Final = f"{{{PROFILE}}}Id"
_RECORD: Final = f"{{{PROFILE}}}Record"

_HEAD: Final = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TAIL: Final = '\n<?xpacket end="w"?>'
_SORTED: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_PLAIN: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_RDF_DECLARED: Final = f' xmlns:rdf="{RDF}"'
_DECLARED: Final = "".join(
    f' xmlns:{prefix}="{uri}"'
    for prefix, uri in (("Iptc4xmpExt", IPTC), ("TC260", TC260), ("xmp", XMP), ("tanba", PROFILE))
)
_META: Final = f'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="{TOOL}">\n<rdf:RDF xmlns:rdf="{RDF}">\n'
_OPEN: Final = (_HEAD + _META).encode()
_CLOSE: Final = f"\n</rdf:RDF>\n</x:xmpmeta>{_TAIL}".encode()
_UNSAFE: Final = re.compile("[\0-\x08\x0b-\x1f&<>\ufffe\uffff]")
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def merged(existing: bytes | None, said: Statement) -> bytes:
    """
    Return a whole packet, in UTF-8, that says `said` and all that an existing packet says beside it.

    A wish about training leaves what is said of AI as it stands, and the other way about.

    Raises
    ------
    Refused
        MK14 when the existing packet cannot be read, so that it could not be kept; MK15 for a text that
        is not whole Unicode.
    """
    # rdf is declared above it: a packet of ours that goes through the XML library comes out the same.
    ours = _node(said).replace(_RDF_DECLARED.encode(), b"", 1)
    if not existing or (len(existing) <= LARGEST and not existing.strip(b"\0\t\n\r ")):
        return b"".join((_OPEN, ours, _CLOSE))
    from lxml import etree

    root = _tree(existing)
    rdf = _rdf(root)
    if rdf is None:
        if len(root):
            raise Refused("MK14", "the XMP that is already there has no rdf:RDF in it", _REMOVE)
        return b"".join((_OPEN, ours, _CLOSE))
    about = next((node.get(f"{{{RDF}}}about", "") for node in rdf.iterchildren("*")), "")
    if isinstance(said, Reservation):
        _drop(rdf, is_mining)
        new = reservation_node(said, RDF, about)
    else:
        aigc = aigc_after(said, _property(rdf, _AIGC), _property(rdf, _ID))
        _drop(rdf, is_ours)
        creator = "" if _has(rdf, _CREATOR) else TOOL
        new = description(said, aigc=aigc, creator=creator, about=about)
    rdf.append(etree.fromstring(new))
    rdf[-1].tail = "\n"
    body: bytes = etree.tostring(root, encoding="utf-8", with_tail=False)
    packet = b"".join((_HEAD.encode(), body, _TAIL.encode()))
    if len(packet) > LARGEST:
        raise Refused("MK14", f"the XMP would have {len(packet)} bytes, more than {LARGEST}", _REMOVE)
    return packet


def _node(said: Statement) -> bytes:
    return reservation_node(said, RDF) if isinstance(said, Reservation) else description(said)


def description(said: Disclosure, *, aigc: str = "", creator: str = TOOL, about: str = "") -> bytes:
    """
    Return what we say as one rdf:Description, with every namespace declared on it.

    Raises
    ------
    Refused
        MK15 for a text with half of a surrogate pair.
    """
    try:
        # Names in ASCII, values all text: sorted JSON is RFC 8785 already, in a tenth of the time.
        record = _SORTED.encode(to_record(said))
        # JSON may hold two characters that XML may not; its own escape keeps them.
        record = record.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
        notes = "".join(
            f'<rdf:li xml:lang="{tag}">{_safe(said.notice.in_(lang))}</rdf:li>'
            for tag, lang in (("x-default", "en"), *((lang, lang) for lang in LANGS))
        )
        single = "".join(
            f"<tanba:{name.title()}>{_safe(text)}</tanba:{name.title()}>\n"
            for name in ("id", "scope", "made", "system", "version", "maker", "law", "time", "page")
            if (text := getattr(said, name))
        )
        tool = f"<xmp:CreatorTool>{_safe(creator)}</xmp:CreatorTool>\n" if creator else ""
        return (
            f"<rdf:Description{_RDF_DECLARED}{_DECLARED}"
            f' rdf:about="{_safe(about).replace(chr(34), "&quot;")}">\n'
            f"<Iptc4xmpExt:DigitalSourceType>{said.source_type}</Iptc4xmpExt:DigitalSourceType>\n"
            f"<TC260:AIGC>{_safe(aigc or aigc_text(said))}</TC260:AIGC>\n{tool}{single}"
            f"<tanba:Notice><rdf:Alt>{notes}</rdf:Alt></tanba:Notice>\n"
            f"<tanba:Record>{_safe(record)}</tanba:Record>\n</rdf:Description>"
        ).encode()
    except UnicodeError:
        raise Refused("MK15", "a text of the mark is not whole Unicode") from None


def aigc_text(said: Disclosure) -> str:
    """Return the AIGC property of GB 45438-2025, annex E, as JSON: Label 1 says that AI made it."""
    return _json({
        "Label": "1", "ContentProducer": said.maker or said.system, "ProduceID": said.id,
        "ReservedCode1": "", "ContentPropagator": "", "PropagateID": "", "ReservedCode2": "",
    })  # fmt: skip


def parsed(packet: bytes, where: str) -> Said:
    """
    Return what a packet says, whoever wrote it; never raises: what is wrong stands in `flaw`.

    Nothing outside the packet is read, entities are a flaw, and a packet above `LARGEST` is not opened.
    """
    try:
        rdf = _rdf(_tree(packet))
    except Refused as refused:
        return Said(where=where, flaw=refused.what)
    if rdf is None:
        return Said(where=where, flaw="the XMP has no rdf:RDF in it")
    kind, aigc = _property(rdf, _SOURCE_TYPE), _property(rdf, _AIGC)
    profile, flaw = None, ""
    if record := _property(rdf, _RECORD):
        try:
            profile = from_record(json.loads(record))
        except Refused as refused:
            flaw = refused.what
        except (ValueError, RecursionError):
            flaw = "the record is not JSON"
    return Said(
        where=where, profile=profile, source_type=kind[:1000], aigc=aigc[:4000],
        tool=_property(rdf, _CREATOR)[:1000], flaw=flaw,
        ai=profile is not None or is_ai(kind) or says_ai(aigc),
        mining=wishes(rdf, MINING), reservation=wishes(rdf, RESERVATION), policy=wishes(rdf, POLICY),
    )  # fmt: skip


def check(packet: bytes) -> None:
    """Raise Refused MK14 for a packet that `parsed` could not read."""
    _tree(packet)


def says_ai(aigc: str) -> bool:
    """Say whether an AIGC text claims that AI made it: Label 1 (2 is possibly, 3 suspected)."""
    return str(_aigc_object(aigc).get("Label")) == "1"


# --- reading ----------------------------------------------------------------------------------------

_REMOVE: Final = "take the damaged metadata out with another tool, or leave metadata out of --layers"


def _tree(packet: bytes) -> "_Element":
    from lxml import etree

    if len(packet) > LARGEST:
        raise Refused("MK14", f"the XMP has {len(packet)} bytes, more than {LARGEST}", _REMOVE)
    text = _utf8(packet)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Refused("MK14", "the XMP declares a document type or entities, which it may not", _REMOVE)
    # The encoding is given, so that no declared one smuggles in what was looked for above.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        collect_ids=False,
    )  # fmt: skip
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("MK14", f"damaged XMP: {str(error.msg)[:200]}", _REMOVE) from None


_WIDE: Final = ((b"\xff\xfe\0\0", b"<\0\0\0", "utf-32-le"), (b"\0\0\xfe\xff", b"\0\0\0<", "utf-32-be"),
                (b"\xff\xfe", b"<\0", "utf-16-le"), (b"\xfe\xff", b"\0<", "utf-16-be"))  # fmt: skip


def _utf8(packet: bytes) -> bytes:
    """Return the packet in UTF-8 without mark and padding; ISO 16684-1, 7.1 allows five encodings."""
    for mark, first, name in _WIDE:
        if packet.startswith((mark, first)):
            try:
                return packet.decode(name).strip("\ufeff\0\t\n\r ").encode()
            except UnicodeError:
                raise Refused("MK14", f"the XMP is not whole {name.upper()}", _REMOVE) from None
    return packet.removeprefix(b"\xef\xbb\xbf").strip(b"\0\t\n\r ")


def _rdf(root: "_Element") -> "_Element | None":
    return next(root.iter(f"{{{RDF}}}RDF"), None)


def _property(rdf: "_Element", name: str) -> str:
    """Return a simple property of the file, however it is written; empty where it is not there."""
    for node in rdf.iterchildren("*"):
        if text := node.get(name):
            return text
        for child in node.iterchildren(name):
            return (child.get(f"{{{RDF}}}resource") or "".join(map(str, child.itertext()))).strip()
    return ""


def _has(rdf: "_Element", name: str) -> bool:
    nodes = rdf.iterchildren("*")
    return any(node.get(name) is not None or node.find(name) is not None for node in nodes)


# --- writing ----------------------------------------------------------------------------------------


def _drop(rdf: "_Element", meant: Callable[[str, str], bool]) -> None:
    for node in list(rdf.iterchildren("*")):
        for name in [n for n, text in node.attrib.items() if meant(str(n), str(text))]:
            del node.attrib[name]
        gone = [child for child in node.iterchildren("*") if meant(child.tag, child.text or "")]
        for child in gone:
            node.remove(child)
        if gone and not len(node) and not set(node.attrib) - {f"{{{RDF}}}about"}:
            rdf.remove(node)


def is_ours(name: str, text: str) -> bool:
    """Say whether a property, named `{namespace}local`, is one that we write."""
    return (
        name in (_SOURCE_TYPE, _AIGC)
        or name.startswith(f"{{{PROFILE}}}")
        or (name == _CREATOR and text.startswith("Tanba "))
    )


def aigc_after(said: Disclosure, earlier: str, earlier_id: str) -> str:
    """Return our AIGC text; another producer in an earlier one stays, and we are its propagator."""
    thing = _aigc_object(earlier)
    if not thing.get("ProduceID") or thing["ProduceID"] in (said.id, earlier_id):
        return aigc_text(said)
    return _json({
        **thing, "Label": "1", "ContentPropagator": said.maker or said.system, "PropagateID": said.id,
    })  # fmt: skip


def _aigc_object(text: str) -> dict[str, Any]:
    if len(text) > 4000:
        return {}
    try:
        thing = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    inner = thing.get("AIGC", thing) if isinstance(thing, dict) else {}
    return inner if isinstance(inner, dict) else {}


def _json(thing: dict[str, Any]) -> str:
    return _PLAIN.encode(thing)


def _safe(text: str) -> str:
    """Return text for an XML element; what XML cannot hold becomes U+FFFD."""
    return _UNSAFE.sub(lambda found: _ESCAPES.get(found.group(), "\ufffd"), text)
