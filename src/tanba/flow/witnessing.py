"""A witness in its folder: which key it cosigns with, and under which name."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tanba.evidence import COSIGNATURE, VerifierKey, Witness
from tanba.flow.answering import write_whole
from tanba.flow.evidence import read_payload
from tanba.kernel import Refused, value
from tanba.keys import Signer

CARD: Final = "witness.json"


@value
class WitnessCard:
    """What a witness remembers of itself: its name for others, and its key in the key store."""

    name: str
    key: str


def begin_witness(folder: Path, name: str, signer: Signer, logs: Sequence[VerifierKey]) -> VerifierKey:
    """Begin a witness for some logs, and return its key for the policies of others."""
    key = _key(name, signer)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        witness = Witness.create(folder, [(key, signer.sign)])
        try:
            for log in logs:
                witness.trust(log)
        finally:
            witness.close()
    except Refused as refused:
        raise refused.at(str(folder)) from None
    said = {"tanba": "witness/1", "name": name, "key": signer.name}
    write_whole(folder / CARD, (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode())
    return key


def witness_card(folder: Path) -> WitnessCard:
    """Return what a witness remembers of itself; raises Faults (EV25) when there is none."""
    file = folder / CARD
    try:
        said = json.loads(read_payload(file))
        return WitnessCard(name=str(said["name"]), key=str(said["key"]))
    except (ValueError, RecursionError, KeyError, TypeError):
        hint = "begin one: `tanba log witness init`"
        raise Refused("EV25", "not the card of a witness", hint).at(str(file)) from None


def open_witness(folder: Path, card: WitnessCard, signer: Signer) -> Witness:
    """Return a witness that goes on where it stopped."""
    try:
        return Witness.open(folder, [(_key(card.name, signer), signer.sign)])
    except Refused as refused:
        raise refused.at(str(folder)) from None


def _key(name: str, signer: Signer) -> VerifierKey:
    return VerifierKey(name=name, kind=COSIGNATURE, public=signer.public)
