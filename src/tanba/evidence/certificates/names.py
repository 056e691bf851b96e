"""Who a certificate is about, as Kazakhstan's authority writes names (X.520, RFC 5280, 4.1.2.4)."""

import re
from typing import Final

from tanba.evidence.certificates.der import OID, SEQUENCE, SET, Node, Parts, sequence
from tanba.kernel import Refused, value

_KINDS: Final = {
    "2.5.4.3": "name",
    "2.5.4.5": "number",
    "2.5.4.6": "country",
    "2.5.4.10": "organisation",
    "2.5.4.11": "unit",
    "2.5.4.42": "patronymic",
}
_IIN: Final = re.compile(r"IIN([0-9]{12})")
_BIN: Final = re.compile(r"BIN([0-9]{12})")
_MOST: Final = 40


@value
class Person:
    """
    A name in a certificate; what is not in there is empty.

    `name` has the patronymic at its end; `iin` is the person's number and `bin` that of the
    organisation, 12 digits each. They are given in full: to hide a part is for who prints them.
    """

    name: str = ""
    iin: str = ""
    organisation: str = ""
    bin: str = ""
    country: str = ""


def read_name(node: Node) -> Person:
    """Return who a name names; raises Refused (EV50)."""
    said: dict[str, str] = {}
    for count, each in enumerate(_relative(node)):
        if count >= _MOST:
            raise Refused("EV50", f"a name of more than {_MOST} parts")
        parts = sequence(each)
        kind = _KINDS.get(parts.take(OID).oid())
        if kind == "unit":  # there may be several; one of them is the number
            said[kind] = f"{said.get(kind, '')} {parts.first().text()}"
        elif kind:
            said[kind] = parts.first().text()
    name, patronymic = said.get("name", ""), said.get("patronymic", "")
    if patronymic and patronymic not in name:
        name = f"{name} {patronymic}".strip()
    iin, bin_ = _IIN.search(said.get("number", "")), _BIN.search(said.get("unit", ""))
    return Person(
        name=name,
        iin=iin[1] if iin else "",
        organisation=said.get("organisation", ""),
        bin=bin_[1] if bin_ else "",
        country=said.get("country", ""),
    )


def _relative(node: Node) -> list[Node]:
    if node.tag != SEQUENCE:
        raise Refused("EV50", "a name that is no sequence")
    found: list[Node] = []
    for count, each in enumerate(node):
        if each.tag != SET or count >= _MOST:
            raise Refused("EV50", "a name that is not made of sets, or of too many")
        parts = Parts(each)
        while (one := parts.maybe(SEQUENCE)) is not None and len(found) <= _MOST:
            found.append(one)
    return found
