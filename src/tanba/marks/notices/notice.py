"""What a notice tells, before it is laid out on any sheet."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from tanba.kernel import LANGS, Lang, Refused, Text, value
from tanba.marks.disclosure import LONGEST, Disclosure
from tanba.marks.visible.letters.typeface import missing_letters

_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9][\w.~:/?#\[\]@!$&'()*+,;=%-]*", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_BOUND_SPACES: Final = re.compile("[\u00a0\u2007\u202f]")
_SPACES: Final = re.compile("[^\\S\u00a0]+")


@value
class Notice:
    """One notice; its texts are one line each, in composed letters (NFC), all of which can be drawn."""

    said: Disclosure
    texts: tuple[tuple[Lang, str], ...]
    """What people are told, the state language first."""
    law: tuple[tuple[Lang, str], ...]
    """Where the duty stands, in the same languages; empty if it is not to be shown."""
    maker: str
    system: str
    """Name and version."""
    page: str
    """The address of the public page, or empty."""


def compose(
    said: Disclosure,
    wording: Text,
    law: Text | None = None,
    *,
    languages: Sequence[Lang] = LANGS,
    page: str = "",
) -> Notice:
    """
    Return a notice that tells `wording`, by whom and with which system, under which law.

    Parameters
    ----------
    languages
        In any order: Kazakh comes first, Russian second, English last.
    page
        An http or https address in ASCII; `said.page` if empty. Without either, no code to scan.

    Raises
    ------
    Refused
        NT02 when a text has letters that cannot be drawn; NT03 when the page has no usable address;
        NT04 when nothing would be said, or a text is overlong; NT06 when the id or time is none.
    """
    page = page or said.page
    if page and (len(page) > LONGEST or not _ADDRESS.fullmatch(page)):
        raise Refused("NT03", f"{page[:80]!r} is not an address of a page", "write it whole, https://…")
    if not (said.id.isprintable() and _TIME.fullmatch(said.time)):
        raise Refused("NT06", "the id or the time of the marking is not written as the profile asks")
    order = tuple(lang for lang in LANGS if lang in languages)
    texts = tuple((lang, _tidy(wording.in_(lang))) for lang in order)
    if not texts or not all(text for _, text in texts):
        raise Refused("NT04", "a language has no text to print", "give its wording, or leave it out")
    return Notice(
        said=said,
        texts=texts,
        law=tuple((lang, _tidy(law.in_(lang))) for lang in order if law.in_(lang)) if law else (),
        maker=_tidy(said.maker),
        system=_tidy(f"{said.system} {said.version}"),
        page=page,
    )


def _tidy(text: str) -> str:
    """Return a text on one line; spaces that do not break a line stay so."""
    text = _BOUND_SPACES.sub("\u00a0", unicodedata.normalize("NFC", text))
    tidy = _SPACES.sub(" ", text).strip()
    if len(tidy) > LONGEST:
        raise Refused("NT04", f"a text of {len(tidy)} characters is too long to print", "shorten it")
    if missing := missing_letters(tidy):
        shown = ", ".join(f"U+{ord(letter):04X}" for letter in missing[:5])
        raise Refused(
            "NT02",
            f"the typeface has no letter for {shown}",
            "write it in Cyrillic or Latin letters",
        )
    return tidy
