"""
HTML: three `meta` elements, a generator where none is named, and one JSON-LD script of schema.org in
the head.

All that is put in is ASCII, so it holds in a page of any encoding; the page keeps every byte.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from tanba.kernel import LANGS
from tanba.marks.disclosure import NEWSCODES, PROFILE, Disclosure, is_ai
from tanba.marks.media import whole
from tanba.marks.media.hypertext import LARGEST, Tag, attribute, checked, head, tags
from tanba.marks.metadata.fields import AIGC, RECORD, SOURCE_TYPE, fields, told
from tanba.marks.metadata.packet import TOOL
from tanba.marks.results import Said

OURS: Final = b"data-tanba-mark"
"""The attribute on everything that this module writes; its value is the version of the form."""

RECORD_NAME: Final = "tanba:record"
AIGC_NAME: Final = "AIGC"
SOURCE_TYPE_NAME: Final = "digital-source-type"
_NAMES: Final = {RECORD_NAME: RECORD, AIGC_NAME.lower(): AIGC, SOURCE_TYPE_NAME: SOURCE_TYPE}

SCHEMA: Final = "https://schema.org/"
_SUFFIX: Final = "DigitalSource"
"""schema.org calls a digital source type as IPTC does, with a capital first and this at its end."""

_LD: Final = "application/ld+json"
_MOST_SCRIPTS: Final = 50
_MOST_TAGS: Final = 200_000
_MOST_NODES: Final = 10_000
_LONGEST: Final = 1024 * 1024


def write(source: BinaryIO, target: BinaryIO, said: Disclosure) -> tuple[str, bytes]:
    """Write the page with the disclosure at the end of its head; it replaces an earlier one."""
    data = checked(whole(source, LARGEST))
    earlier = _texts(head(data).tags)[0]
    data = _without_ours(data)
    mark = _elements(said, earlier, named=bool(_texts(head(data).tags)[1]))
    here = head(data).end
    target.write(data[:here] + mark + data[here:])
    return "meta and JSON-LD in head", mark


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what `meta` elements, JSON-LD and microdata say about the making of the page."""
    data = checked(whole(source, LARGEST))
    texts, tool = _texts(head(data).tags)
    found = [told(texts, "meta", tool)]
    scripts = 0
    data = _without_ours(data)  # ours says in JSON-LD what it says in the metas
    for number, tag in enumerate(tags(data) if b"digitalSourceType" in data else ()):
        if number == _MOST_TAGS:
            found.append(Said(where="page", flaw=f"more than {_MOST_TAGS} tags; the rest was not read"))
            break
        if tag.name == b"script" and not tag.closing and tag.get(b"type").strip().lower() == _LD:
            scripts += 1
            if scripts > _MOST_SCRIPTS:
                found.append(
                    Said(
                        where="JSON-LD",
                        flaw=f"more than {_MOST_SCRIPTS} scripts; the rest was not read",
                    )
                )
                break
            found.append(_from_script(data[tag.end : tag.inner_end]))
        elif tag.get(b"itemprop").rpartition("/")[2] == "digitalSourceType":
            value = tag.get(b"content") or tag.get(b"href")
            found.append(told({SOURCE_TYPE: iptc(value)}, "microdata") if value else None)
    return tuple(said for said in found if said is not None)


def json_ld(said: Disclosure) -> dict[str, Any]:
    """Return the schema.org form of a disclosure: a CreativeWork with its digital source type."""
    work: dict[str, Any] = {
        "@context": SCHEMA.rstrip("/"),
        "@type": "CreativeWork",
        "identifier": said.id,
    }
    work["digitalSourceType"] = _schema_type(said.source_type)
    work["creditText"] = [{"@language": lang, "@value": said.notice.in_(lang)} for lang in LANGS]
    if said.maker:
        work["publisher"] = {"@type": "Organization", "name": said.maker}
    if said.system:
        work["creator"] = {"@type": "SoftwareApplication", "name": said.system}
        work["creator"] |= {"softwareVersion": said.version} if said.version else {}
    if said.page:
        work["subjectOf"] = {"@type": "WebPage", "url": said.page}
    work["usageInfo"] = PROFILE
    return work


def iptc(value: str) -> str:
    """Return a digital source type that schema.org names, as IPTC names it; any other as it is."""
    name = value.strip().rpartition("/")[2].rpartition(":")[2]
    if name.endswith(_SUFFIX) and name != _SUFFIX:
        name = name.removesuffix(_SUFFIX)
        return f"{NEWSCODES}{name[:1].lower()}{name[1:]}"
    return value.strip()


def source_types(thing: object) -> Iterator[str]:
    """Give the digital source types that a JSON-LD document names, in its order; not from all nodes."""
    waiting, seen = [thing], 0
    while waiting and seen < _MOST_NODES:
        node, seen = waiting.pop(), seen + 1
        if isinstance(node, list):
            waiting.extend(reversed(node[:_MOST_NODES]))
        elif isinstance(node, dict):
            for key, value in node.items():
                if str(key).rpartition("/")[2].rpartition(":")[2] == "digitalSourceType":
                    yield from _named(value)
            waiting.extend(reversed([part for part in node.values() if isinstance(part, (dict, list))]))


def _named(value: object) -> Iterator[str]:
    for each in value[:100] if isinstance(value, list) else [value]:
        name = each.get("@id") if isinstance(each, Mapping) else each
        if isinstance(name, str):
            yield iptc(name)


def _elements(said: Disclosure, earlier: dict[str, str], *, named: bool) -> bytes:
    texts = fields(said, earlier)
    version = PROFILE.rstrip("/").rpartition("/")[2]
    ours = f'{OURS.decode()}="{version}"'
    lines = [
        f'<meta name="{name}" content="{attribute(texts[field])}" {ours} />'
        for name, field in ((RECORD_NAME, RECORD), (SOURCE_TYPE_NAME, SOURCE_TYPE), (AIGC_NAME, AIGC))
    ]
    if not named:
        lines.append(f'<meta name="generator" content="{attribute(TOOL)}" {ours} />')
    lines.append(f'<script type="{_LD}" {ours}>{_in_script(json_ld(said))}</script>')
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _in_script(thing: object) -> str:
    """Return JSON in which no reader of HTML or XML sees an end tag, a comment or an entity."""
    text = json.dumps(thing, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _without_ours(data: bytes) -> bytes:
    kept, at = [], 0
    for tag in head(data).tags:
        if OURS not in tag.attributes or tag.name not in (b"meta", b"script"):
            continue
        end = tag.after
        kept.append(data[at : tag.start])
        at = end + data.startswith(b"\n", end)
    return b"".join([*kept, data[at:]])


def _texts(found: tuple[Tag, ...]) -> tuple[dict[str, str], str]:
    texts: dict[str, str] = {}
    tool = ""
    for tag in found:
        name = tag.get(b"name").strip().lower() if tag.name == b"meta" else ""
        if name in _NAMES:
            # Ours stand at the end of the head, so the last one counts.
            texts[_NAMES[name]] = (
                iptc(tag.get(b"content")) if name == SOURCE_TYPE_NAME else tag.get(b"content")
            )
        elif name == "generator":
            tool = tag.get(b"content")
    return texts, tool


def _from_script(inner: bytes) -> Said | None:
    if b"digitalSourceType" not in inner:
        return None
    if len(inner) > _LONGEST:
        return Said(where="JSON-LD", flaw=f"longer than {_LONGEST} bytes")
    try:
        document = json.loads(inner.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return Said(where="JSON-LD", flaw="not JSON")
    types = list(source_types(document))
    # A page may hold several works; one made by AI is what a reader must not miss.
    best = next((each for each in types if is_ai(each)), types[0] if types else "")
    return told({SOURCE_TYPE: best}, "JSON-LD") if best else None


def _schema_type(source_type: str) -> str:
    name = source_type.rpartition("/")[2]
    return f"{SCHEMA}{name[:1].upper()}{name[1:]}{_SUFFIX}"
