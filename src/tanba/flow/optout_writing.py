"""Writing wishes about training: into the folder of a website, into files of any kind."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tanba.flow.answering import write_whole
from tanba.flow.marking import Tick, guarded, without_sidecars
from tanba.flow.sites import WELL_KNOWN
from tanba.kernel import Faults, Refused, digest, plain, value
from tanba.keys import SigningKey, Trust
from tanba.marks import (
    Entry,
    Journal,
    Outcome,
    Reservation,
    Reserved,
    Stamp,
    Tally,
    listing,
    reserve,
    run,
    stamp,
    target_of,
)
from tanba.works import Wish, page_with, robots_with, tdmrep_with

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a page that are opened; larger ones are told as left alone."""
PAGES: Final = (".html", ".htm", ".xhtml")


@value
class Change:
    """One file of a website, before and after."""

    file: Path
    """Relative to the folder."""
    before: bytes | None
    """None where there was no such file."""
    after: bytes
    refused: str = ""
    """Why it was left alone; `after` is then what it was."""

    @property
    def changes(self) -> bool:
        """Whether it is another than before."""
        return self.after != (self.before or b"")


def site_changes(folder: Path, wish: Wish) -> Iterator[Change]:
    """
    Yield what states `wish` in a website: robots.txt, tdmrep.json, and every page below the folder.

    Pages that cannot be changed are told with the reason; nothing is written.

    Raises
    ------
    Faults
        OP10, OP11 for a robots.txt or a tdmrep.json that cannot be added to.
    """
    wish.checked()
    yield _change(folder, Path("robots.txt"), robots_with, wish)
    yield _change(folder, Path(WELL_KNOWN.lstrip("/")), tdmrep_with, wish)
    for entry in listing([folder]):
        if entry.path.suffix.lower() not in PAGES:
            continue
        try:
            if entry.obstacle:
                raise Refused("OP12", f"not a page that is written: {entry.obstacle}")
            yield _change(folder, Path(entry.relative), page_with, wish)
        except Faults as faults:
            refused = "; ".join(f"{fault.code} {fault.what}" for fault in faults.faults)
            yield Change(file=Path(entry.relative), before=b"", after=b"", refused=refused)
        except Refused as told:
            refused = f"{told.code} {told.what}"
            yield Change(file=Path(entry.relative), before=b"", after=b"", refused=refused)


def write_change(change: Change, folder: Path) -> None:
    """Write a changed file whole below a folder, which may be the website itself or another one."""
    path = folder / change.file
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, change.after)


def _change(folder: Path, file: Path, with_: Callable[[bytes, Wish], bytes], wish: Wish) -> Change:
    path = folder / file
    try:
        before = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else None
        if before is None and path.exists():
            raise Refused("OP12", f"no plain file, or larger than {LARGEST} bytes")
        return Change(file=file, before=before, after=with_(before or b"", wish))
    except Refused as refused:
        raise refused.at(str(path)) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Refused("OP12", f"cannot be read: {why}").at(str(path)) from None


@value
class ReserveWork:
    """The work on one file, as each process gets it; the key is opened there."""

    wish: Wish
    key: SigningKey | None
    trust: Trust
    out: Path | None
    """Folder of the results; None writes in place."""

    def __call__(self) -> Callable[[Entry], Outcome]:
        """Return the work, with the key open."""
        signer = Stamp(self.key, trust=self.trust) if self.key else None
        wish = Reservation(allowed=self.wish.allowed, policy=self.wish.policy)

        def work(entry: Entry) -> Outcome:
            target = entry.path if self.out is None else target_of(entry, self.out)
            if entry.path.suffix.lower() in PAGES and signer is None:
                return _page(entry, target, self.wish)
            time = stamp(datetime.now(UTC))
            done = reserve(entry.path, target, wish, signer, time=time)
            return Outcome(
                state="done", kind=done.container, size=entry.path.stat().st_size,
                detail=json.dumps(_record(done)),
            )  # fmt: skip

        return guarded(work)


def _page(entry: Entry, target: Path, wish: Wish) -> Outcome:
    change = _change(entry.path.parent, Path(entry.path.name), page_with, wish)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, change.after)
    where = {"layer": "metadata", "where": "meta"}
    record = {"source": entry.at, "target": str(target), "container": "html", "written": [where],
              "left_out": []}  # fmt: skip
    return Outcome(
        state="done", kind="html", size=len(change.after), detail=json.dumps(_spelled(record))
    )


def _record(done: Reserved) -> dict[str, Any]:
    """Return what is kept of a file."""
    record: dict[str, Any] = {
        "source": str(done.source),
        "target": str(done.target),
        "container": done.container,
        "source_sha256": done.source_sha256,
        "sha256": done.sha256,
        "written": [{"layer": one.layer, "where": one.where} for one in done.written],
        "left_out": plain(done.left_out),
    }
    sidecar = {"sidecar": str(done.sidecar)} if done.sidecar else {}
    return {name: _spelled(said) for name, said in (record | sidecar).items()}


def _spelled(thing: Any) -> Any:
    """Return names that are no text written out."""
    if isinstance(thing, dict):
        return {key: _spelled(part) for key, part in thing.items()}
    return thing.encode("utf-8", "backslashreplace").decode() if isinstance(thing, str) else thing


def reserve_files(
    sources: Sequence[Path],
    work: ReserveWork,
    journal: Path,
    *,
    jobs: int = 1,
    tick: Tick | None = None,
    each: Callable[[dict[str, Any]], None],
) -> Tally:
    """
    Write a wish into files and whole folders; give `each` the record of every file, at the end.

    The journal remembers files, so that a second run does only what is left.
    """
    work.wish.checked()
    journal.parent.mkdir(parents=True, exist_ok=True)
    out = work.out
    asked = {"wish": plain(work.wish), "chain": work.key.chain if work.key else "", "out": str(out)}
    with Journal(journal, digest(asked)) as kept:
        leave = (*kept.files, *((out,) if out else ()))
        tally = run(
            without_sidecars(listing(sources, leave=leave)),
            work,
            jobs=jobs,
            journal=kept,
            tick=tick,
            in_place=out is None,
            kept=None if out is None else lambda entry: target_of(entry, out).exists(),
        )
        for _, _, detail in kept.details():
            each(json.loads(detail))
    return tally


def try_files(
    sources: Sequence[Path], work: ReserveWork, each: Callable[[dict[str, Any]], None]
) -> Tally:
    """Do the same into a folder that is thrown away: what would be written where, and nothing is."""
    with tempfile.TemporaryDirectory(prefix="tanba-") as folder:
        trial = replace(work, out=Path(folder, "out"))
        journal = Path(folder, "journal")
        return reserve_files(
            sources, trial, journal, each=lambda record: each(record | {"target": record["source"]})
        )
