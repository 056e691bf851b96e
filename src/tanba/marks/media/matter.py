"""Where the front matter of Markdown lies and how its lines end; text in UTF-8 or not at all."""

import re
from typing import Final, Literal, NamedTuple

from tanba.kernel import Refused

BOM: Final = b"\xef\xbb\xbf"
_OPEN: Final = re.compile(rb"(---|\+\+\+)[ \t]*(\r?\n)")
_CLOSE: Final = {
    b"---": re.compile(rb"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
    b"+++": re.compile(rb"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
}


class Matter(NamedTuple):
    """Places in the file, as bytes from its start."""

    form: Literal["yaml", "toml", ""]
    """Empty where there is no front matter; then all three places are the start of the text."""
    start: int
    """The first line between the fences."""
    end: int
    """The closing fence."""
    text: int
    """The line after it."""
    newline: bytes
    """How lines end: as the first one does."""


def matter(data: bytes) -> Matter:
    """Return where the front matter lies: between `---` (YAML) or `+++` (TOML) from the very start."""
    begin = len(BOM) if data.startswith(BOM) else 0
    first = data.find(b"\n", begin)
    newline = b"\r\n" if first > begin and data[first - 1 : first] == b"\r" else b"\n"
    if opening := _OPEN.match(data, begin):
        fence = opening.group(1)
        if closing := _CLOSE[fence].search(data, opening.end()):
            form: Literal["yaml", "toml"] = "yaml" if fence == b"---" else "toml"
            return Matter(form, opening.end(), closing.start(), closing.end(), newline)
    return Matter("", begin, begin, begin, newline)


def utf8(data: bytes) -> str:
    """
    Return the text of a file.

    Raises
    ------
    Refused
        MK40 when it is not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        what = (
            "text in UTF-16"
            if data[:2] in (b"\xff\xfe", b"\xfe\xff")
            else f"not UTF-8 at byte {error.start + 1}"
        )
        raise Refused(
            "MK40", what, "save it as UTF-8, such as `iconv -f windows-1251 -t utf-8`"
        ) from None
