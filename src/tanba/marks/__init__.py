"""
The marks room: a label that people see and machines read, on every kind of file, and reading it back.

    from tanba.kernel import Text
    told = Text(kk="ЖИ көмегімен жасалған", ru="Создано с помощью ИИ", en="Made with AI")
    order = Order(law="kz/ai-law 21(2)", notice=told, layers=("label",))
    Path("news.txt").write_text("Ауа райы ашық.", "utf-8")
    now = "2026-03-01T00:00:00Z"
    marked = mark(Path("news.txt"), Path("out.txt"), order, None, id_="urn:uuid:1", time=now)
    marked.written[0].drawn.text                                    # what people read first

`Stamp` opens a key for C2PA, `Inspector` reads with somebody's trust. The wording of a label is not ours:
it comes from the pack of a law. The door opens lazily: no library of media is loaded before a file needs it.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.marks.bulk import Entry, Journal, Outcome, Tally, Trouble, listing, run, target_of
    from tanba.marks.credentials import Inspector, Stamp
    from tanba.marks.disclosure import (
        MADE,
        SCOPES,
        Disclosure,
        Made,
        Scope,
        stamp,
        to_record,
    )
    from tanba.marks.inspection import verify
    from tanba.marks.marking import Order, mark
    from tanba.marks.media import CONTAINERS, Container
    from tanba.marks.notices import SHEETS, Notice, compose, describe, write_pdf, write_svg
    from tanba.marks.reservation import Reservation
    from tanba.marks.reserving import reserve
    from tanba.marks.results import (
        CORNERS,
        LAYERS,
        Condition,
        Corner,
        Credentials,
        Drawn,
        Layer,
        Marked,
        Reserved,
        Said,
        Verified,
        Written,
    )

_MODULES = {
    "bulk": ("Entry", "Journal", "Outcome", "Tally", "Trouble", "listing", "run", "target_of"),
    "credentials": ("Inspector", "Stamp"),
    "disclosure": (
        "Disclosure", "MADE", "Made", "SCOPES", "Scope", "stamp", "to_record",
    ),
    "inspection": ("verify",),
    "marking": ("Order", "mark"),
    "reservation": ("Reservation",),
    "reserving": ("reserve",),
    "media": ("CONTAINERS", "Container"),
    "notices": ("Notice", "SHEETS", "compose", "describe", "write_pdf", "write_svg"),
    "results": (
        "CORNERS", "Condition", "Corner", "Credentials", "Drawn", "LAYERS", "Layer",
        "Marked", "Reserved", "Said", "Verified", "Written",
    ),
}  # fmt: skip
_ROOMS = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "CONTAINERS",
    "CORNERS",
    "LAYERS",
    "MADE",
    "SCOPES",
    "SHEETS",
    "Condition",
    "Container",
    "Corner",
    "Credentials",
    "Disclosure",
    "Drawn",
    "Entry",
    "Inspector",
    "Journal",
    "Layer",
    "Made",
    "Marked",
    "Notice",
    "Order",
    "Outcome",
    "Reservation",
    "Reserved",
    "Said",
    "Scope",
    "Stamp",
    "Tally",
    "Trouble",
    "Verified",
    "Written",
    "compose",
    "describe",
    "listing",
    "mark",
    "reserve",
    "run",
    "stamp",
    "target_of",
    "to_record",
    "verify",
    "write_pdf",
    "write_svg",
]

__getattr__ = lazy_door(__name__, _ROOMS)
