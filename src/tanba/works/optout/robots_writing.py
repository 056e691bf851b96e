"""
Putting a wish into a robots.txt: every byte that is there stays, and twice is as once.

A crawler listens to the groups that name it and not to those for all, so that the wish goes into each.
"""

import re
from typing import Final

from tanba.kernel import Refused
from tanba.works.optout.dictionary import tokens_of
from tanba.works.optout.preferences import spelled
from tanba.works.optout.robots import LARGEST, Group, Rule, read_robots
from tanba.works.optout.wish import Wish

_LABEL: Final = re.compile(rb"[ \t]*[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Uu][Ss][Aa][Gg][Ee][ \t]*:")
_ROOT: Final = ("/", "/*")


def robots_with(data: bytes, wish: Wish) -> bytes:
    """
    Return a robots.txt that states `wish` for the whole site, in every group.

    Rules for longer paths stay, and go before it there. A group for all crawlers is added where there is
    none, which allows crawling as before.

    Raises
    ------
    Refused
        OP10 when it is longer than crawlers read, so that a wish at its end might not be seen.
    """
    if len(data) > LARGEST:
        hint = "shorten it: crawlers read the first 500 KiB"
        raise Refused("OP10", f"a robots.txt of {len(data)} bytes", hint)
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    groups = read_robots(data).groups
    cuts = [cut for group in groups for cut in _cuts(data, group, wish, newline)]
    for start, end, new in sorted(cuts, reverse=True):
        data = data[:start] + new + data[end:]
    if not any("*" in group.agents for group in groups):
        data += _gap(data, newline) + newline.join(
            (b"User-agent: *", b"Allow: /", _line(wish.usage), b"")
        )
    return data


def _cuts(data: bytes, group: Group, wish: Wish, newline: bytes) -> list[tuple[int, int, bytes]]:
    """Return what is to be cut out of a file and put in, so that one group states the wish."""
    ours = [rule for rule in group.rules if rule.kind == "usage" and rule.path in _ROOT]
    stated = [_stated(rule) for rule in ours]
    if any(_holds(said, wish) for said in stated) and not any(_opposes(said, wish) for said in stated):
        return []
    cuts = [
        (rule.start, rule.end, _rewritten(data[rule.start : rule.end], said | wish.usage))
        for rule, said in zip(ours, stated, strict=True)
        if said
    ]
    return cuts or [(group.end, group.end, newline + _line(wish.usage))]


def _stated(rule: Rule) -> dict[str, str]:
    """Return the preferences of a rule; none where it cannot be read, or says what tokens cannot."""
    try:
        said = tokens_of(rule.says)
    except Refused:
        return {}
    return said if all(said.values()) else {}


def _holds(said: dict[str, str], wish: Wish) -> bool:
    return all(said.get(name) == value for name, value in wish.usage.items())


def _opposes(said: dict[str, str], wish: Wish) -> bool:
    return any(said.get(name, value) != value for name, value in wish.usage.items())


def _rewritten(line: bytes, said: dict[str, str]) -> bytes:
    label = _LABEL.match(line)
    rest = line[label.end() :] if label else line
    comment = rest[rest.index(b"#") :] if b"#" in rest else b""
    new = _line(said, line[: label.end()] if label else b"Content-Usage:")
    return new + (b" " + comment if comment else b"")


def _line(said: dict[str, str], label: bytes = b"Content-Usage:") -> bytes:
    return label + f" / {spelled(said)}".encode()


def _gap(data: bytes, newline: bytes) -> bytes:
    """Return what parts the last line of a file from a new group."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return b""
    return newline if data.endswith((b"\n", b"\r")) else newline * 2
