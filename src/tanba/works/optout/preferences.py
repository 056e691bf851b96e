"""
The vocabulary of IETF aipref (draft-ietf-aipref-vocab-05, 4 to 6): what a preference says of training.

`train-ai` is the category of training. Earlier drafts had wider and narrower names for it; a refusal under
one of those still counts, a permission does not, since what it covered has changed.
"""

from typing import Final

from tanba.kernel import Refused
from tanba.works.optout.dictionary import tokens_of
from tanba.works.optout.signal import Says

VOCABULARY: Final = "draft-ietf-aipref-vocab-05"
TRAINING: Final = "train-ai"
_EARLIER: Final = ("tdm", "ai", "genai", "train-genai", "bots", "all")
"""Names of earlier drafts that took training in, wholly or in part."""


def training_in(text: str) -> tuple[Says | None, str]:
    """Return what a preference says of training, None where nothing; and which draft it is read by."""
    try:
        said = tokens_of(text)
    except Refused:
        return "unclear", VOCABULARY
    match said.get(TRAINING):
        case "n":
            return "forbids", VOCABULARY
        case "y" if not _refused_earlier(said):
            return "allows", VOCABULARY
        case None | "y":
            return (
                ("forbids", f"{VOCABULARY} (earlier drafts)") if _refused_earlier(said) else (None, "")
            )
    return "unclear", VOCABULARY


def _refused_earlier(said: dict[str, str]) -> bool:
    return any(said.get(name) == "n" for name in _EARLIER)


def spelled(said: dict[str, str]) -> str:
    """Return preferences as text."""
    return ", ".join(f"{name}={wish}" for name, wish in said.items())
