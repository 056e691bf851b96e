"""Random ids for the people, works and systems of a log: the names stay in this file, out of the log."""

import json
import secrets
from pathlib import Path
from typing import Final, Literal

from tanba.flow.answering import write_whole
from tanba.kernel import Fault, Faults, Place

Role = Literal["author", "work", "system", "file", "key"]
FILE: Final = "subjects.json"
_LARGEST: Final = 64 << 20


def subject_of(folder: Path, role: Role, name: str) -> str:
    """Return the id of somebody or something, 32 hexadecimal digits; a new one for a new name."""
    known = known_subjects(folder)
    key = f"{role}:{name}"
    if key not in known:
        known[key] = secrets.token_hex(16)
        file = folder / FILE
        write_whole(file, json.dumps(known, ensure_ascii=False, indent=1).encode("utf-8"))
        file.chmod(0o600)
    return known[key]


def forget_subject(folder: Path, subject: str) -> None:
    """Drop the name of an id: what the log has of it is about nobody from now on."""
    known = {key: one for key, one in known_subjects(folder).items() if one != subject}
    write_whole(folder / FILE, json.dumps(known, ensure_ascii=False, indent=1).encode("utf-8"))


def known_subjects(folder: Path) -> dict[str, str]:
    """Return ids by `role:name`; empty when there is no file. Raises Faults (EV21) for a damaged one."""
    file = folder / FILE
    try:
        if file.stat().st_size > _LARGEST:
            raise ValueError
        known = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        known = None
    if not isinstance(known, dict) or not all(isinstance(one, str) for one in known.values()):
        what = "the names of the log's subjects cannot be read"
        hint = "bring the file back from a copy"
        raise Faults([Fault(at=Place(file=str(file)), code="EV21", what=what, hint=hint)])
    return known
