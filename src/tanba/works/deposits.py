"""
Prompts that are kept secret and can be shown later, one alone (art. 23(2) of the AI law).

What a deposit shows is that these words existed at a time and were held by whoever had the salt. It never
shows who composed them, nor that they are a work: a person weighs that.
"""

from collections.abc import Mapping
from typing import Final

from tanba.kernel import Refused, canonical_bytes, value

DEPOSIT: Final = "work.deposit"
LARGEST: Final = 1 << 20
"""Bytes of one prompt."""


@value
class Deposit:
    """One prompt as its holder hands it in; `number` counts the deposits of that holder from 1."""

    number: int
    title: str
    holder: str
    prompt: bytes

    def fields(self) -> Mapping[str, bytes]:
        """Return what is committed to, each under a salt of its own: the prompt can be shown alone."""
        about = {"title": self.title, "holder": self.holder, "number": self.number}
        return {"prompt": self.prompt, "about": canonical_bytes(about)}


@value
class Shown:
    """How a holder stands: how many deposits there are, and which of them were shown."""

    total: int
    shown: tuple[int, ...]

    @property
    def undisclosed(self) -> int:
        """Siblings that nobody but the holder has read: a reader must know of them."""
        return self.total - len(set(self.shown))


def check_prompt(prompt: bytes) -> None:
    """Raise Refused (DP01) when there is nothing to deposit, or more than a prompt."""
    if not prompt.strip():
        raise Refused("DP01", "an empty prompt", "name a file, or pipe the text in")
    if len(prompt) > LARGEST:
        raise Refused("DP01", f"a prompt of more than {LARGEST} bytes")
    try:
        prompt.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("DP01", "a prompt that is not UTF-8 text", "save it as UTF-8") from None
