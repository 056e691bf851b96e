"""
Dictionaries of Structured Fields (RFC 9651, 4.2.2), as far as telling tokens from everything else.

Strict as the RFC: one wrong character and the whole text says nothing. Of two alike keys the last counts.
"""

import re
from typing import Final

from tanba.kernel import Refused

_KEY: Final = re.compile(r"[a-z*][a-z0-9_.*-]*")
_TOKEN: Final = re.compile(r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")
_NUMBER: Final = re.compile(r"@?-?(?:\d{1,12}\.\d{1,3}|\d{1,15})(?![\d.])")
_STRING: Final = re.compile(r'"(?:[ !#-\[\]-~]|\\["\\])*"')
_BYTES: Final = re.compile(r":[A-Za-z0-9+/=]*:")
_TRUTH: Final = re.compile(r"\?[01]")
_DISPLAY: Final = re.compile(r'%"(?:[ !#$&-~]|%[0-9a-f]{2})*"')
_VALUES: Final = (_NUMBER, _STRING, _BYTES, _TRUTH, _DISPLAY)
_GAP: Final = re.compile(r"[ \t]*")
_SPACES: Final = re.compile(r" *")

LONGEST: Final = 16_384


def tokens_of(text: str) -> dict[str, str]:
    """
    Return every key with its token; the empty text for a value of any other kind.

    Raises
    ------
    Refused
        OP09 when it is no dictionary, or longer than `LONGEST` characters.
    """
    if len(text) > LONGEST:
        raise _wrong(f"longer than {LONGEST} characters")
    text = text.strip(" ")
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        key, at = _matched(_KEY, text, at, "a key")
        said = ""
        if text[at : at + 1] == "=":
            at += 1
            if text[at : at + 1] == "(":
                at = _list_end(text, at + 1)
            else:
                said, at = _item(text, at)
        at = _parameters_end(text, at)
        found.pop(key, None)
        found[key] = said
        at = _end(_GAP, text, at)
        if at == len(text):
            return found
        if text[at] != ",":
            raise _wrong(f"no comma at character {at + 1}")
        at = _end(_GAP, text, at + 1)
        if at == len(text):
            raise _wrong("a comma at its end")
    return found


def _item(text: str, at: int) -> tuple[str, int]:
    """Return a token, or nothing for another kind of value, and where it ends."""
    for kind in _VALUES:
        if found := kind.match(text, at):
            return "", found.end()
    return _matched(_TOKEN, text, at, "a value")


def _list_end(text: str, at: int) -> int:
    while True:
        at = _end(_SPACES, text, at)
        if text[at : at + 1] == ")":
            return at + 1
        _, at = _item(text, at)
        at = _parameters_end(text, at)
        if text[at : at + 1] not in (" ", ")"):
            raise _wrong(f"a list that does not end, at character {at + 1}")


def _parameters_end(text: str, at: int) -> int:
    while text[at : at + 1] == ";":
        _, at = _matched(_KEY, text, _end(_SPACES, text, at + 1), "a parameter")
        if text[at : at + 1] == "=":
            _, at = _item(text, at + 1)
    return at


def _matched(kind: re.Pattern[str], text: str, at: int, what: str) -> tuple[str, int]:
    found = kind.match(text, at)
    if found is None:
        raise _wrong(f"not {what} at character {at + 1}")
    return found.group(), found.end()


def _end(kind: re.Pattern[str], text: str, at: int) -> int:
    found = kind.match(text, at)
    return found.end() if found else at


def _wrong(what: str) -> Refused:
    return Refused("OP09", f"not a dictionary of RFC 9651: {what}")
