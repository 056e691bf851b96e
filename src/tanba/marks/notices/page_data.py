"""What the public page of a notice says to machines: JSON-LD in the words of schema.org."""

import json
from typing import Any

from tanba.marks.disclosure import PROFILE, Disclosure
from tanba.marks.notices.notice import Notice


def describe(notice: Notice, *, name: str = "", address: str = "") -> str:
    """
    Return JSON-LD about goods, a service or a work, and the notice; safe inside an HTML `script`.

    schema.org has `digitalSourceType` for creative works only. Of goods it is an
    `additionalProperty`; a service has neither, and only its notice says it.

    Parameters
    ----------
    name, address
        What the goods or the service are called, and their own page, if they have one.
    """
    text = json.dumps(_thing(notice, name, address), ensure_ascii=False, indent=2)
    for letter in "<>&\u2028\u2029":  # so that no text can end the script or be taken for a comment
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _thing(notice: Notice, name: str, address: str) -> dict[str, Any]:
    said = notice.said
    source = said.source_type.rpartition("/")[2]
    thing: dict[str, Any] = {"@context": "https://schema.org"}
    match said.scope:
        case "goods":
            thing |= {"@type": "Product", "manufacturer": _organisation(notice.maker)}
            thing["additionalProperty"] = {
                "@type": "PropertyValue",
                "propertyID": f"{PROFILE}made",
                "name": "made",
                "value": said.made,
                "valueReference": _source(said),
            }
        case "service":
            thing |= {"@type": "Service", "provider": _organisation(notice.maker)}
        case _:
            thing |= {"@type": "CreativeWork", "creator": _organisation(notice.maker)}
            thing["digitalSourceType"] = (
                f"https://schema.org/{source[0].upper()}{source[1:]}DigitalSource"
            )
    filled: dict[str, Any] = _filled(
        thing | {"name": name, "url": address, "subjectOf": _notice(notice)}
    )
    return filled


def _notice(notice: Notice) -> dict[str, Any]:
    said = notice.said
    return {
        "@type": "DigitalDocument",
        "@id": said.id,
        "url": notice.page,
        "dateCreated": said.time,
        "inLanguage": [lang for lang, _ in notice.texts],
        "text": _spoken(notice.texts),
        "publisher": _organisation(notice.maker),
        "isBasedOn": {
            "@type": "Legislation",
            "legislationIdentifier": said.law,
            "name": _spoken(notice.law),
        },
        "keywords": _source(said),
        "mentions": {
            "@type": "SoftwareApplication",
            "name": said.system,
            "softwareVersion": said.version,
        }
        if said.system
        else "",
    }


def _source(said: Disclosure) -> dict[str, str]:
    vocabulary, _, name = said.source_type.rpartition("/")
    return {
        "@type": "DefinedTerm",
        "@id": said.source_type,
        "name": name,
        "inDefinedTermSet": f"{vocabulary}/",
    }


def _organisation(name: str) -> dict[str, str] | str:
    return {"@type": "Organization", "name": name} if name else ""


def _spoken(texts: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"@language": lang, "@value": text} for lang, text in texts]


def _filled(thing: Any) -> Any:
    """Return a thing without what is empty."""
    if not isinstance(thing, dict):
        return thing
    return {key: _filled(part) for key, part in thing.items() if part not in ("", [], {})}
