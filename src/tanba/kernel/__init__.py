"""
Words every room shares: values, truth, citations, texts, days, faults. No network, no clock.

    Cite(act="ai-law", article="17", paragraph="3", item="6").in_("ru")   # 'подп. 6) п. 3 ст. 17'
    Truth.YES & Truth.UNKNOWN                                             # Truth.UNKNOWN
"""

from tanba.kernel.canonical import canonical_bytes, digest, plain
from tanba.kernel.cite import Cite, Unit
from tanba.kernel.days import Day, Days, parse_day
from tanba.kernel.document import Document, Flaw, parse_document
from tanba.kernel.door import lazy_door
from tanba.kernel.errors import Fault, Faults, Missing, Place, Refused, TanbaError
from tanba.kernel.text import LANGS, Lang, Text
from tanba.kernel.truth import Reason, Truth, Unknown, every, some
from tanba.kernel.values import value
from tanba.kernel.version import VERSION

__all__ = [
    "LANGS",
    "VERSION",
    "Cite",
    "Day",
    "Days",
    "Document",
    "Fault",
    "Faults",
    "Flaw",
    "Lang",
    "Missing",
    "Place",
    "Reason",
    "Refused",
    "TanbaError",
    "Text",
    "Truth",
    "Unit",
    "Unknown",
    "canonical_bytes",
    "digest",
    "every",
    "lazy_door",
    "parse_day",
    "parse_document",
    "plain",
    "some",
    "value",
]
