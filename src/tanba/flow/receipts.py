"""Receipts of second parties for what a machine gave: kept with the record, judged by whoever reads it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tanba.evidence import (
    ED25519,
    RECEIPT_BYTES,
    GenerationReceipt,
    VerifierKey,
    check_receipt,
    read_key,
    read_receipt,
)
from tanba.flow.evidence import read_payload
from tanba.kernel import Refused
from tanba.works import ActAt, BlobFolder, Generation, Replayed

PARTIES: Final = 100
"""Parties that a reader trusts, at most."""


def read_parties(file: Path) -> tuple[VerifierKey, ...]:
    """
    Return the keys of the parties whom a reader trusts, from a file with one verifier's key a line.

    Empty lines and lines that begin with # say nothing. Raises Faults: EV24, EV30.
    """
    lines = read_payload(file, 1 << 20).decode("utf-8", "replace").splitlines()
    said = [line for line in lines if line.strip() and not line.startswith("#")]
    try:
        if len(said) > PARTIES:
            raise Refused("EV30", f"more than {PARTIES} keys of parties")
        keys = tuple(map(read_key, said))
        if any(key.kind != ED25519 for key in keys):
            raise Refused("EV30", "the key of a witness, which signs no receipts", "kind 1 is Ed25519")
    except Refused as refused:
        raise refused.at(str(file)) from None
    return keys


def receipts_seen(
    folder: Path, record: Replayed, parties: Sequence[VerifierKey]
) -> Mapping[ActAt, str]:
    """
    Return the party behind each generation, by its act: those only whose receipt holds for this reader.

    The receipt verifies under the key of one of `parties` and names exactly the prompt, the model, the
    version and the outputs that the record has. Empty without parties.
    """
    blobs, found = BlobFolder(folder), dict[ActAt, str]()
    prompts = {one.id: one.sha256 for one in record.prompts}
    for one in record.generations if parties else ():
        if not one.receipt:
            continue
        try:
            data = blobs.read(one.receipt, RECEIPT_BYTES)
            same = read_receipt(data) == _named(one, prompts.get(one.prompt, ""))
        except Refused:  # whoever keeps a record may put anything into it
            continue
        if same and (party := check_receipt(data, parties)):
            found[one.act] = party
    return found


def _named(one: Generation, prompt: str) -> GenerationReceipt:
    return GenerationReceipt(prompt=prompt, model=one.model, version=one.version, outputs=one.outputs)


def fitting_receipt(file: Path, expected: GenerationReceipt) -> bytes:
    """
    Return a receipt from a file, once it names what is recorded with it; who signed it is not asked.

    Raises Faults: EV24, EV26 when it is none, EV27 when it is for something else.
    """
    try:
        data = read_payload(file, RECEIPT_BYTES)
        said = read_receipt(data)
        for what in ("prompt", "model", "version", "outputs"):
            if getattr(said, what) != getattr(expected, what):
                hint = "record with it, to the byte, what the receipt is for"
                raise Refused("EV27", f"the receipt names other {what} than the generation", hint)
    except Refused as refused:
        raise refused.at(str(file)) from None
    return data
