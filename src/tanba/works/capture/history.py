"""
A repository's history as acts: every commit of the chosen files is a save that is declared, not recorded.

The first line of descent is followed, so that each state follows from the one before; what a merge
brought in is one step. Dates of commits are claims and are kept as such. Lines that git-ai attests are
taken as what it says; everything else is what the person who imports says, or of unknown origin.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from tanba.kernel import Refused, value
from tanba.works.capture.attestation import REF, Attestation, read_attestation
from tanba.works.capture.origin import Belief, Known, Part
from tanba.works.capture.repository import Changed, Commit, Objects, Repository
from tanba.works.capture.saving import Do, follow, readable

_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")  # as git counts them: no other character ends one
FILES: Final = 10_000
"""Most files of one import."""


@value
class Step:
    """What one commit did to one file."""

    commit: Commit
    path: str
    """What the file is called in the end."""
    acts: tuple[Do, ...]
    """In order; none when only its name changed."""
    text: str
    """The file after them."""
    left: int
    """Steps that are still to come."""
    why: str = ""
    """Why the acts are none although the file changed: what it held could not be followed."""
    machine: tuple[str, ...] = ()
    """Tools and models that a note of git-ai names for lines of this step."""


def read_history(
    repository: Repository,
    branch: str,
    wanted: Callable[[str], bool],
    belief: Callable[[Commit], Belief],
    known: Sequence[Known] = (),
) -> Iterator[Step]:
    """
    Yield what each commit up to `branch` did to the wanted files, the oldest first.

    Parameters
    ----------
    wanted
        Says of a path of `branch` whether the file belongs to the work; it is followed through renames.
    belief
        Says of a commit what the person believes of it: typed, of unknown origin, or a formatter's.

    Raises Refused: WK51 and WK52 as `Repository` does, WK53 when no file is wanted.
    """
    commits = repository.commits(branch)
    events = _events(repository.changed(commits), wanted)
    if not events:
        raise Refused("WK53", "no such file in this history", "name files as the repository does")
    notes = repository.noted(REF)
    texts: dict[str, str] = {}
    with repository.objects() as objects:
        for place, (number, path, name, blob) in enumerate(events):
            commit = commits[number]
            old, content = texts.get(path, ""), objects.read(blob) if blob else b""
            new = readable(content) if content is not None else None
            acts: tuple[Do, ...] = ()
            why, machine = "", set[str]()
            if new is None:
                why = "too large" if content is None else "no text in UTF-8"
            else:
                attested = _attested(repository, objects, commit, name, new, notes)
                acts = tuple(follow(path, old, new, known, belief(commit), attested))
                machine = {part.says for part in attested if part.says}
                texts[path] = new
            yield Step(
                commit=commit,
                path=path,
                acts=acts,
                text=texts.get(path, ""),
                left=len(events) - place - 1,
                why=why,
                machine=tuple(sorted(machine)),
            )


Event = tuple[int, str, str, str]
"""Commit number, the path in the end, the path then, the content's id or nothing."""


def _events(changed: Sequence[Changed], wanted: Callable[[str], bool]) -> list[Event]:
    """Follow the wanted files back from the last commit through their renames; the oldest event first."""
    alive: set[str] = set()
    for one in changed:
        alive.discard(one.was)
        (alive.add if one.blob else alive.discard)(one.path)
    chosen = sorted(path for path in alive if wanted(path))
    if len(chosen) > FILES:
        raise Refused("WK52", f"{len(chosen):,} files, and {FILES:,} are the most", "name fewer")
    names = {path: path for path in chosen}
    events: list[Event] = []
    i = len(changed)
    while i:
        last, renamed = changed[i - 1].commit, {}
        while i and changed[i - 1].commit == last:
            i -= 1
            one = changed[i]
            if one.path in names:
                final = names.pop(one.path)
                events.append((last, final, one.path, one.blob))
                if one.was:  # else it began here
                    renamed[one.was] = final
        names |= renamed
    return events[::-1]


def _attested(
    repository: Repository, objects: Objects, commit: Commit, path: str, new: str,
    notes: Mapping[str, str],
) -> list[Part]:  # fmt: skip
    """The lines of `new` that a note on this commit, or on one that it merged, stands for."""
    if not notes:
        return []
    said = _note(objects, notes, commit.id).files.get(path, ())
    lines = _LINES.findall(new) if said or len(commit.parents) > 1 else []
    of: dict[int, tuple[str, str]] = {}
    for one in said:
        for number in range(one.first, min(one.last, len(lines)) + 1):
            of[number] = one.key, one.machine
    if len(commit.parents) > 1:
        brought = _merged_lines(repository, objects, commit, path, notes)
        for number, line in enumerate(lines, start=1):
            if line.strip() in brought:
                of.setdefault(number, brought[line.strip()])
    return list(_parts(lines, of))


def _merged_lines(
    repository: Repository, objects: Objects, commit: Commit, path: str, notes: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Lines of machines by their text, out of the commits that a merge brought in."""
    brought: dict[str, tuple[str, str]] = {}
    for id_ in repository.merged(commit):
        said = _note(objects, notes, id_).files.get(path, ()) if id_ in notes else ()
        content = objects.read(f"{id_}:{path}") if said and "\n" not in path else None
        lines = _LINES.findall(readable(content or b"") or "")
        for one in said:
            if one.machine:
                kept = (line.strip() for line in lines[one.first - 1 : one.last])
                brought.update({line: (one.key, one.machine) for line in kept if line})
    return brought


def _note(objects: Objects, notes: Mapping[str, str], commit: str) -> Attestation:
    content = objects.read(notes[commit]) if commit in notes else None
    return read_attestation(content or b"")


def _parts(lines: Sequence[str], of: Mapping[int, tuple[str, str]]) -> Iterator[Part]:
    at = 0
    for number, line in enumerate(lines, start=1):
        if number in of:
            machine = of[number][1]
            yield Part(start=at, end=at + len(line), as_="ai" if machine else "typed", says=machine)
        at += len(line)
