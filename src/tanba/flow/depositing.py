"""Prompts in deposit: committed to in a log now, shown one by one later, with the number of siblings."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tanba.flow.archive import Archive, Receipt
from tanba.flow.bundling import export_bundle
from tanba.flow.subjects import find_subject, subject_of
from tanba.kernel import Refused, value
from tanba.works import DEPOSIT, Deposit, Shown, check_prompt

SHOWN: Final = "deposit.shown"
"""The kind of the entry that says publicly which deposit was shown: nobody can hide how many were not."""


@value
class Held:
    """One deposit as its holder sees it."""

    index: int
    number: int
    title: str
    size: int
    """Bytes of the prompt; 0 when it was erased."""
    shown: bool
    erased: bool


def add_deposit(archive: Archive, holder: str, title: str, prompt: bytes) -> Receipt:
    """Put a prompt in deposit under the holder's next number; raises Refused (DP01)."""
    check_prompt(prompt)
    subject = subject_of(archive.folder, "author", holder)
    number = archive.catalogue.count(DEPOSIT, subject) + 1
    deposit = Deposit(number=number, title=title, holder=holder, prompt=prompt)
    return archive.record(DEPOSIT, subject, deposit.fields())


def list_deposits(archive: Archive, holder: str) -> tuple[Held, ...]:
    """Return the deposits of a holder, the first one first."""
    subject = _subject(archive, holder)
    shown = set(standing(archive, subject).shown)
    return tuple(_held(archive, one.index, one.seq, shown) for one in archive.listed(DEPOSIT, subject))


def show_deposit(
    archive: Archive, holder: str, number: int, target: Path, with_about: bool = False
) -> Shown:
    """
    Write the bundle that shows one prompt, and nothing of the others; return how many those are.

    That it was shown is an entry of the log first, so that a reader can count what was not.
    Raises Refused (DP02) when there is no such deposit, or its prompt was erased.
    """
    subject = _subject(archive, holder)
    found = next((one for one in archive.listed(DEPOSIT, subject) if one.seq == number), None)
    if found is None or not archive.openings(found.index).openings:
        what = f"no deposit {number} of this holder can be opened"
        raise Refused("DP02", what, "`tanba deposit list` names those there are")
    if number not in standing(archive, subject).shown:
        archive.record(SHOWN, subject, {}, {"number": str(number)})
        archive.log.publish()
    now = standing(archive, subject)
    fields = frozenset({"prompt", "about"} if with_about else {"prompt"})
    said = {"number": number, "deposits": now.total, "undisclosed": now.undisclosed,
            "log_size": archive.log.size}  # fmt: skip
    indexes = [found.index, *(one.index for one in archive.listed(SHOWN, subject))]
    files = {"siblings.json": (json.dumps(said, indent=2) + "\n").encode()}
    export_bundle(archive, target, indexes, fields, files)
    return now


def standing(archive: Archive, subject: str) -> Shown:
    """Return how many deposits a holder has, and which were shown."""
    return Shown(total=archive.catalogue.count(DEPOSIT, subject), shown=tuple(_shown(archive, subject)))


def _shown(archive: Archive, subject: str) -> Iterator[int]:
    from tanba.evidence import entry_from

    for one in archive.listed(SHOWN, subject):
        number = entry_from(archive.log.entry(one.index)).clear.get("number", "")
        if number.isdecimal():
            yield int(number)


def _held(archive: Archive, index: int, number: int, shown: set[int]) -> Held:
    kept = archive.openings(index)
    by_name = {one.field: one.payload for one in kept.openings}
    title = json.loads(by_name["about"]).get("title", "") if "about" in by_name else ""
    return Held(
        index=index,
        number=number,
        title=str(title),
        size=len(by_name.get("prompt", b"")),
        shown=number in shown,
        erased=kept.erased is not None,
    )


def _subject(archive: Archive, holder: str) -> str:
    """Return the id of a holder; raises Refused (DP03) when nothing of theirs is here."""
    subject = find_subject(archive.folder, "author", holder)
    if subject is None:
        raise Refused(
            "DP03", f"no deposits of {holder}", "`--holder` is spelled as at `tanba deposit add`"
        )
    return subject
