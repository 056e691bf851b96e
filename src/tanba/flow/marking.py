"""Marking files under a law: its wording, the card of the system, the layers, and a record of each."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from tanba.flow.card import read_draft
from tanba.kernel import Faults, TanbaError, digest, plain, value
from tanba.keys import SigningKey, Trust
from tanba.law import Notice, Pack
from tanba.marks import (
    Entry,
    Journal,
    Made,
    Marked,
    Order,
    Outcome,
    Scope,
    Stamp,
    Tally,
    Trouble,
    Written,
    listing,
    mark,
    run,
    stamp,
    target_of,
    to_record,
)

Wording = Literal["full", "short"]
JOURNAL = ".tanba-journal"
"""In the folder of the results: what was done, so that a second run does only what is left."""

Tick = Callable[[Tally], None]
Each = Callable[[dict[str, Any]], None]


def find_notice(pack: Pack, scope: Scope, made: Made) -> Notice:
    """Return what the pack wants people to be told; raises TanbaError when it says nothing on that."""
    notice = pack.notice(scope, made)
    if notice is None:
        raise TanbaError(
            f"the pack {pack.id} has no notice for {scope}, {made}\n    hint: add one under `notices:`"
        )
    return notice


def order_for(
    pack: Pack,
    scope: Scope,
    made: Made,
    wording: Wording = "full",
    card: Path | None = None,
    **rest: Any,
) -> Order:
    """
    Return an order with the wording and the place of the law from `pack`, and the system from `card`.

    `rest` are further fields of the order; what it says of system and maker goes before the card.
    """
    notice = find_notice(pack, scope, made)
    said = {name: given for name, given in rest.items() if given is not None}
    if card is not None:
        system = read_draft(card).sheet.system
        said.setdefault("system", system.name)
        said.setdefault("maker", system.holder or system.owner or "")
    return Order(
        scope=scope,
        made=made,
        law=f"{pack.id} {_place(notice)}",
        notice=notice.says if wording == "full" else notice.short,
        **said,
    )


def _place(notice: Notice) -> str:
    cite = notice.cite
    return f"{cite.article}({cite.paragraph})" if cite.paragraph else str(cite.article)


@value
class MarkWork:
    """The work on one file, as each process gets it; the key is opened there."""

    order: Order
    key: SigningKey | None
    trust: Trust
    out: Path | None
    """Folder of the results; None marks in place."""
    thumbnail: bool = False
    """Put a small picture of each file into its manifest."""

    def __call__(self) -> Callable[[Entry], Outcome]:
        """Return the work, with the key open."""
        small = self.thumbnail
        signer = Stamp(self.key, trust=self.trust, thumbnail=small) if self.key else None

        def work(entry: Entry) -> Outcome:
            target = entry.path if self.out is None else target_of(entry, self.out)
            time = stamp(datetime.now(UTC))
            marked = mark(entry.path, target, self.order, signer, id_=uuid4().urn, time=time)
            record = json.dumps(_kept_record(marked), ensure_ascii=False)
            return Outcome(state="done", kind=marked.container, size=marked.size, detail=record)

        return guarded(work)


def guarded(work: Callable[[Entry], Outcome]) -> Callable[[Entry], Outcome]:
    """Return `work` with our own errors as outcomes: one bad file never stops a run."""

    def safe(entry: Entry) -> Outcome:
        try:
            return work(entry)
        except Faults as faults:
            first = faults.faults[0]
            what = f"{first.what} ({first.hint})" if first.hint else first.what
            return Outcome(state="refused", kind=first.code, code=first.code, what=what)
        except OSError as error:
            what = (error.strerror or str(error)).lower()
            return Outcome(state="failed", kind="MK09", code="MK09", what=what)

    return safe


def mark_files(
    sources: Sequence[Path],
    work: MarkWork,
    journal: Path,
    *,
    jobs: int = 1,
    tick: Tick | None = None,
    each: Each | None = None,
    trouble: Callable[[Trouble], None] | None = None,
) -> Tally:
    """
    Mark files and whole folders.

    Parameters
    ----------
    journal
        Remembers each file and its record, so that a second run does only what is left.
    each
        Given, at the end, the record of every file that is marked as asked, by this run or before.
    trouble
        Given, at the end, every file that was refused or that failed.
    """
    journal.parent.mkdir(parents=True, exist_ok=True)
    out = work.out
    with Journal(journal, digest(_order_record(work, sources))) as kept:
        tally = run(
            without_sidecars(listing(sources, leave=(*kept.files, *((out,) if out else ())))),
            work,
            jobs=jobs,
            journal=kept,
            tick=tick,
            in_place=out is None,
            kept=None if out is None else lambda entry: target_of(entry, out).exists(),
        )
        if each is not None:
            for _, _, detail in kept.details():
                each(_whole_record(json.loads(detail), work.order))
        if trouble is not None:
            for one in kept.troubles():
                trouble(one)
    return tally


def without_sidecars(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the files that are not manifests beside other files: those are read with them."""
    return (entry for entry in entries if not entry.relative.endswith(".c2pa"))


def _order_record(work: MarkWork, sources: Sequence[Path]) -> dict[str, Any]:
    order = {f.name: getattr(work.order, f.name) for f in fields(work.order)}
    order["voice"] = _spelled(work.order.voice) if work.order.voice else None
    chain = work.key.chain if work.key else ""
    out = _spelled(work.out) if work.out else "in place"
    named = sorted(_spelled(source.resolve()) for source in sources)
    order["thumbnail"] = work.thumbnail
    return {"order": plain(order), "chain": chain, "out": out, "sources": named}


def _spelled(path: Path) -> str:
    """Return a path as text; bytes that are none are written out."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _kept_record(marked: Marked) -> dict[str, Any]:
    """
    Return what was written as JSON types: file names, container, hashes, layer by layer.

    Without what is the same for every file of a run: the journal has a million.
    """
    record: dict[str, Any] = {
        "source": str(marked.source),
        "target": str(marked.target),
        "container": marked.container,
        "size": marked.size,
        "source_sha256": marked.source_sha256,
        "sha256": marked.sha256,
        "disclosure": {"id": marked.disclosure.id, "time": marked.disclosure.time},
        "written": [_written(one) for one in marked.written],
        "left_out": plain(marked.left_out),
    }
    if marked.sidecar:
        record["sidecar"] = str(marked.sidecar)
    return record


def _whole_record(kept: dict[str, Any], order: Order) -> dict[str, Any]:
    said = kept["disclosure"]
    return kept | {"disclosure": to_record(order.disclosure(said["id"], said["time"]))}


def _written(one: Written) -> dict[str, Any]:
    # By hand, because a folder of a million files pays for every call.
    said = {"layer": one.layer, "where": one.where, "sha256": one.sha256, "size": one.size}
    return said | ({"drawn": plain(one.drawn)} if one.drawn else {})
