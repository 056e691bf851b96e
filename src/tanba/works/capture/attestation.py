"""
Which lines of a commit a machine wrote, by the notes that git-ai attaches: Git AI Standard 3.0.0.

A note has an attestation section (section 1.2.3: a path, then indented keys with line numbers), a line
`---`, and JSON (section 1.2.4). Keys with `h_` are people whom an editor saw typing, all others are
machines (section 1.2.3.1). Lines without a key are of unknown origin. A note can be rewritten by
anybody who can write to the repository: what it says is a claim.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from tanba.kernel import value

REF: Final = "refs/notes/ai"
"""Where the notes are (section 1.1)."""
_SCHEMA: Final = "authorship/3."
_LINE: Final = re.compile(r"  (\S{1,200}) (\d{1,8}(?:-\d{1,8})?(?:,\d{1,8}(?:-\d{1,8})?)*)")
_MOST: Final = 200_000
"""Ranges of one note."""


@value
class Attested:
    """Lines of one file, from 1, first and last, that one key stands for."""

    key: str
    first: int
    last: int
    machine: str
    """The tool and the model as the note names them; empty for a person."""


@value
class Attestation:
    """What one note says."""

    files: Mapping[str, tuple[Attested, ...]]
    why: str = ""
    """Why it says nothing: it is none, or of a version we do not know; empty when it was read."""


def read_attestation(data: bytes) -> Attestation:
    """Return what a note says; never raises, and what is no note of this standard says nothing."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Attestation(files={}, why="not UTF-8")
    body, cut, rest = f"\n{text}".partition("\n---\n")
    try:
        about = json.loads(rest) if cut else None
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict):
        return Attestation(files={}, why="not an authorship log")
    schema = str(about.get("schema_version", ""))[:40]
    if not schema.startswith(_SCHEMA):
        return Attestation(files={}, why=f"of version {schema!r}, and we read {_SCHEMA}x")
    return _read_body(body, about)


def _read_body(body: str, about: Mapping[str, Any]) -> Attestation:
    files: dict[str, list[Attested]] = {}
    path, ranges = "", 0
    for line in body.split("\n"):
        if line and not line.startswith(" "):
            path = line[1:-1] if len(line) > 1 and line[0] == line[-1] == '"' else line
            continue
        found = _LINE.fullmatch(line)
        if not found:
            if line.strip():
                return Attestation(
                    files={}, why="an attestation that is not written as the standard says"
                )
            continue
        machine = "" if found[1].startswith("h_") else _machine(found[1], about)
        for part in found[2].split(","):
            first, _, last = part.partition("-")
            one = Attested(key=found[1], first=int(first), last=int(last or first), machine=machine)
            files.setdefault(path, []).append(one)
            ranges += 1
        if ranges > _MOST:
            return Attestation(files={}, why=f"more than {_MOST:,} ranges of lines")
    return Attestation(files={path: tuple(lines) for path, lines in files.items()})


def _machine(key: str, about: Mapping[str, Any]) -> str:
    where = "sessions" if key.startswith("s_") else "prompts"
    records = about.get(where)
    record = records.get(key.partition("::")[0]) if isinstance(records, dict) else None
    agent = record.get("agent_id") if isinstance(record, dict) else None
    if not isinstance(agent, dict):
        return "unnamed"
    named = (str(agent.get(part) or "")[:100] for part in ("tool", "model"))
    return " ".join(filter(None, named)) or "unnamed"
