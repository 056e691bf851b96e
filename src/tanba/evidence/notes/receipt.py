"""
What a second party, such as a gateway or a provider, signs to say that a machine gave these outputs.

    text = receipt_text(words.encode(), "qazaq-llm", "2.1", [answer.encode()])
    note = str(sign_note(text, [(key, sign)])).encode()      # goes to the author with the answer
    check_receipt(note, [key])                               # the key's name, or empty

A receipt is a signed note (C2SP signed-note) whose text is, line by line: `tanba-generation-receipt-v1`,
the SHA-256 of the prompt in hexadecimal or `-` for none, model, version (may be empty), then the SHA-256
of each output. A signature shows that whoever has the key said so: worth what they are to the reader.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from tanba.evidence.notes.note import VerifierKey, opened, read_note
from tanba.kernel import Refused, value

MARK: Final = "tanba-generation-receipt-v1"
RECEIPT_BYTES: Final = 128 << 10
"""Bytes of a receipt with its signatures."""
OUTPUTS: Final = 1_000
"""Most outputs of one generation, as in a record."""
_LONGEST: Final = 200
"""Characters of a model and of a version, as in a record."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@value
class GenerationReceipt:
    """What a receipt names; who signed it is another question."""

    prompt: str
    """SHA-256, 64 hexadecimal digits; empty for none."""
    model: str
    version: str
    outputs: tuple[str, ...]
    """SHA-256 of each output, in order, at least one."""

    def __str__(self) -> str:
        return "".join(
            f"{line}\n" for line in (MARK, self.prompt or "-", self.model, self.version, *self.outputs)
        )


def receipt_text(prompt: bytes | None, model: str, version: str, outputs: Sequence[bytes]) -> str:
    """
    Return the text of a receipt, to be signed with `sign_note`.

    `prompt` is None where there was none. Raises Refused (EV26) for no outputs or more than 1,000, and
    for a model or version that is not one line of at most 200 characters.
    """
    receipt = GenerationReceipt(
        prompt="" if prompt is None else sha256(prompt).hexdigest(),
        model=model,
        version=version,
        outputs=tuple(sha256(output).hexdigest() for output in outputs),
    )
    return str(_read(str(receipt)))


def read_receipt(data: bytes) -> GenerationReceipt:
    """Return what a receipt names, whoever signed it; raises Refused (EV26) when it is none."""
    if len(data) > RECEIPT_BYTES:
        raise Refused("EV26", f"a receipt of more than {RECEIPT_BYTES:,} bytes")
    try:
        note = read_note(data)
    except Refused as refused:
        raise Refused("EV26", f"not a receipt: {refused.what}") from None
    return _read(note.text)


def check_receipt(data: bytes, keys: Sequence[VerifierKey]) -> str:
    """
    Return the name of the first of the keys that signed a receipt; empty when none of them did.

    `keys` are those whom the reader trusts to say so: a key in a receipt's own favour shows nothing.
    """
    try:
        read_receipt(data)
    except Refused:
        return ""
    return next((key.name for key in opened(read_note(data), keys)), "")


def _read(text: str) -> GenerationReceipt:
    lines = text.split("\n")
    # The form, a prompt, a model, a version, one output, and the end of the last line.
    if lines[0] != MARK or lines[-1] or not 6 <= len(lines) <= 5 + OUTPUTS:
        raise Refused("EV26", f"not the text of a receipt: {MARK}, and then 4 to {3 + OUTPUTS:,} lines")
    _, prompt, model, version, *outputs, _ = lines
    if prompt != "-" and not _HASH.fullmatch(prompt):
        raise Refused("EV26", "the prompt of a receipt is a SHA-256 or a hyphen")
    if not all(_HASH.fullmatch(output) for output in outputs):
        raise Refused("EV26", "an output of a receipt is a SHA-256")
    if not model or any(not _fits(words) for words in (model, version)):
        raise Refused("EV26", f"the model of a receipt is one line of 1 to {_LONGEST} characters")
    return GenerationReceipt(
        prompt="" if prompt == "-" else prompt, model=model, version=version, outputs=tuple(outputs)
    )


def _fits(words: str) -> bool:
    bad = any(c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in words)
    return len(words) <= _LONGEST and not bad
