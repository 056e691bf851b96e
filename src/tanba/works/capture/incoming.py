"""
Acts from editors and gateways, as JSON objects: the door for programs that record what happens in them.

    {"do":"open","piece":"essay.md","file":"essay.md","media":"text","text":""}
    {"do":"prompt","text":"…"}                                  the answer names it: {"id":"p1", …}
    {"do":"generated","prompt":"p1","model":"m","outputs":["…","…"]}
    {"do":"insert","piece":"essay.md","at":0,"text":"Сәлем","as":"typed"}
    {"do":"save","piece":"essay.md"}

Everything else is as the record writes it (`record.shapes`), without `n`, `prev` and `ms`. Content may be
given as text where the record has a SHA-256; what is named by a SHA-256 must be among the blobs.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from tanba.kernel import Refused
from tanba.works.record.recorder import Recorder
from tanba.works.record.shapes import SHAPES
from tanba.works.record.values import How

LONGEST: Final = 64 * 1024 * 1024
"""Bytes of one line."""
_OURS: Final = frozenset(("n", "prev", "ms", "do", "how"))


def read_act(line: bytes) -> Mapping[str, Any]:
    """Return the act of a line; raises Refused (WK48) for what is no JSON object."""
    if len(line) > LONGEST:
        raise Refused("WK48", f"a line of more than {LONGEST:,} bytes")
    try:
        said = json.loads(line.decode())
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refused("WK48", "not a JSON object", "one act on each line, in UTF-8")
    return said


def take_act(recorder: Recorder, said: Mapping[str, Any]) -> dict[str, Any]:
    """
    Record one act and return where it stands (`at`: session and number), and `id` where it names something.

    When this returns, the act outlives this program; after the recorder's `flush`, a loss of power too.
    Raises Refused: WK48 for what is no act at all, and what the recorder raises.
    """
    do = said.get("do")
    try:
        how = How(said.get("how", "recorded"))
    except ValueError:
        raise Refused("WK48", f"how is one of {', '.join(How)}") from None
    if not isinstance(do, str) or any(key.endswith("_") for key in said):
        raise Refused("WK48", "an act says what it does, in `do`")
    if do in ("stop", "sealed", "torn"):
        raise Refused("WK48", f"{do} is not for others to record", "use `tanba work stop` or `seal`")
    if how is How.RECEIVED and not (do == "generated" and said.get("receipt")):
        hint = "a generation with the receipt of who sent it; all else is recorded or declared"
        raise Refused("WK48", "nothing but a receipt shows that an act was received", hint)
    fields = {_KEYS.get(key, key): part for key, part in said.items() if key not in _OURS}
    named = _named(recorder, do, fields)
    fields |= _content(recorder, do, fields)
    at = recorder.add(do, how, **_ordered(do, fields | named))
    return {"at": list(at)} | named


def _named(recorder: Recorder, do: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    letter = {"prompt": "p", "generated": "g", "source": "s"}.get(do)
    if letter is None:
        return {}
    return {"id": fields.get("id") or recorder.ledger.next(letter)}


def _content(recorder: Recorder, do: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Put what was given as text into the blobs, and say what the record leaves to be said."""
    if do == "generated":
        outputs = fields.get("outputs")
        given: list[Any] = outputs if isinstance(outputs, list) else []
        kept = [one if _is_hash(one) else recorder.blobs.put(_bytes(one)) for one in given]
        rest = {"version": "", "settings": {}, "media": "text"}
        kept_too: dict[str, Any] = {"outputs": kept}
        if (receipt := fields.get("receipt")) is not None and not _is_hash(receipt):
            kept_too |= {"receipt": recorder.blobs.put(_bytes(receipt))}
        return {key: fields.get(key, usual) for key, usual in rest.items()} | kept_too
    if do in ("open", "prompt", "source") and "text" in fields:
        named = {"sha256": recorder.blobs.put(_bytes(fields.pop("text")))}
        rest = {"holder": "", "rights": ""} if do == "source" else {}
        rest |= {"as_": "pasted"} if do == "open" else {}
        return {key: fields.get(key, usual) for key, usual in rest.items()} | named
    if do == "save" and "sha256" not in fields:
        piece = fields.get("piece")
        if not isinstance(piece, str) or recorder.ledger.media.get(piece) != "text":
            raise Refused("WK48", "only the save of a text can leave out its sha256")
        return {"sha256": sha256(recorder.text(piece).encode()).hexdigest()}
    return {}


def _ordered(do: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys in the order in which the record has them; raises Refused (WK48) for any other."""
    if do not in SHAPES:
        raise Refused("WK48", f"{do[:40]!r} is nothing that a record has")
    names = [_KEYS.get(key, key) for key in SHAPES[do]]
    if other := set(fields) - set(names):
        raise Refused("WK48", f"{do} has no key {min(other)[:40]!r}")
    return {name: fields[name] for name in names if name in fields}


def _bytes(text: Any) -> bytes:
    try:
        if isinstance(text, str):
            return text.encode()
    except UnicodeEncodeError:
        pass
    raise Refused("WK48", "content is given as text, without half a surrogate pair")


def _is_hash(thing: Any) -> bool:
    return isinstance(thing, str) and len(thing) == 64 and not set(thing) - set("0123456789abcdef")


_KEYS: Final = {"as": "as_", "from": "from_"}
