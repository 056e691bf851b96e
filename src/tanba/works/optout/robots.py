"""
robots.txt (RFC 9309) with the rule `Content-Usage` of IETF aipref (draft-ietf-aipref-attach-05, 3).

Which group speaks to a crawler, which path is meant, and what is to be crawled are told by RFC 9309: of
the rules that match the longest counts, `Allow` before `Disallow`. Of `Content-Usage` the longest counts
too, and of equally long ones the most restrictive. It says nothing of what may not be crawled.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

from tanba.kernel import value
from tanba.works.optout.agents import GATHERERS
from tanba.works.optout.patterns import compared, matches
from tanba.works.optout.preferences import training_in
from tanba.works.optout.signal import Outranked, Says, Signal, bounded

LARGEST: Final = 500 * 1024
"""Bytes that are read; RFC 9309, 2.5 asks for at least that."""

CRAWLING: Final = "RFC 9309"
USAGE: Final = "draft-ietf-aipref-attach-05, 3"

_LINE: Final = re.compile(rb"([^\r\n]*)(\r\n|\r|\n|\Z)")
_AGENT: Final = re.compile(r"[A-Za-z0-9_.-]+(?: [A-Za-z0-9_.-]+)*")
_RULE: Final = re.compile(r"([/*]\S*)?\s*(.*)")


@value
class Rule:
    """One line that says something of paths."""

    line: int
    kind: Literal["allow", "disallow", "usage"]
    path: str
    """As it is compared; empty for none."""
    says: str
    """Of a usage rule, the preference; else empty."""
    text: str
    """The line, as it stands."""
    start: int
    """Where the line begins and ends, in bytes, its line end left out."""
    end: int


@value
class Group:
    """Rules, and to whom they speak."""

    agents: tuple[str, ...]
    """Product tokens in small letters, as they are compared; `*` for all others."""
    rules: tuple[Rule, ...]
    end: int
    """Where its last line ends, in bytes."""


@value
class Robots:
    """A file, read."""

    groups: tuple[Group, ...]
    cut: bool = False
    """Something stands behind the first `LARGEST` bytes, which is not read."""

    def rules_for(self, agent: str) -> tuple[Rule, ...]:
        """Return the rules that speak to a crawler: of all groups that name it, else of those for all."""
        token = agent.lower()
        named = [group for group in self.groups if token in group.agents]
        groups = named or [group for group in self.groups if "*" in group.agents]
        return tuple(rule for group in groups for rule in group.rules)


def read_robots(data: bytes) -> Robots:
    """Return what a file says; of any bytes, and never raises."""
    cut = len(data) > LARGEST
    if cut:
        head = data[:LARGEST]
        data = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
    groups: list[Group] = []
    agents: list[str] = []
    rules: list[Rule] = []
    end = 0
    for number, start, raw in lines_of(data):
        name, value_ = _parts(raw)
        if name == "user-agent":
            if rules and agents:
                groups.append(Group(agents=tuple(agents), rules=tuple(rules), end=end))
                agents = []
            rules = []
            agents.append(_token(value_))
        elif agents and name in ("allow", "disallow", "content-usage"):
            rules.append(_rule(number, name, value_, raw, start))
        else:
            continue
        end = start + len(raw)
    if agents:
        groups.append(Group(agents=tuple(agents), rules=tuple(rules), end=end))
    return Robots(groups=tuple(groups), cut=cut)


def lines_of(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield every line: its number from 1, where it starts, and its bytes without line end and mark."""
    for number, found in enumerate(_LINE.finditer(data), 1):
        start, raw = found.start(), found[1]
        if number == 1 and raw.startswith(b"\xef\xbb\xbf"):
            start, raw = start + 3, raw[3:]
        if raw or found[2]:
            yield number, start, raw


def may_crawl(robots: Robots, agent: str, path: str) -> Rule | None:
    """Return the rule that closes a path to a crawler; None when it may be crawled."""
    best: Rule | None = None
    for rule in robots.rules_for(agent):
        if rule.kind == "usage" or not rule.path or not matches(rule.path, path):
            continue
        size, most = len(rule.path), len(best.path) if best else -1
        if size > most or (size == most and rule.kind == "allow"):
            best = rule
    return best if best is not None and best.kind == "disallow" else None


def usage_signals(robots: Robots, agent: str, path: str, where: str) -> tuple[Signal, ...]:
    """Return every `Content-Usage` rule that matches a path and says something of training."""
    ours = robots.rules_for(agent)
    closed = may_crawl(robots, agent, path) is not None
    meant = [rule for rule in ours if rule.kind == "usage" and matches(rule.path, path)]
    longest = max((len(rule.path) for rule in meant), default=0)
    found = []
    for rule in meant:
        why: Outranked = "longer path" if len(rule.path) < longest else ""
        found.append(_usage(rule, where, "not crawlable" if closed else why))
    counted = {rule.line for rule in ours}
    others = (rule for group in robots.groups for rule in group.rules if rule.line not in counted)
    for rule in others:
        if rule.kind == "usage" and matches(rule.path, path):
            found.append(_usage(rule, where, "other crawler"))
    return tuple(one for one in found if one is not None)


def crawl_signals(robots: Robots, agent: str, path: str, where: str) -> tuple[Signal, ...]:
    """Return the rules that close a path by name to crawlers that gather training data."""
    named = {token for group in robots.groups for token in group.agents}
    found = []
    for gatherer in GATHERERS:
        if gatherer.lower() not in named or gatherer.lower() == agent.lower():
            continue
        if rule := may_crawl(robots, gatherer, path):
            found.append(
                _signal(rule, where, "forbids", f"{gatherer}: {rule.text}", CRAWLING, weak=True)
            )
    return tuple(found)


def _usage(rule: Rule, where: str, outranked: Outranked) -> Signal | None:
    says, vocabulary = training_in(rule.says)
    if says is None:
        return None
    return _signal(rule, where, says, rule.text, f"{USAGE}; {vocabulary}", outranked=outranked)


def _signal(
    rule: Rule, where: str, says: Says, text: str, standard: str, *, weak: bool = False,
    outranked: Outranked = "",
) -> Signal:  # fmt: skip
    return Signal(
        source="robots.txt", where=where, part=f"line {rule.line}", rule=bounded(text), says=says,
        standard=standard, weak=weak, outranked=outranked,
    )  # fmt: skip


def _parts(raw: bytes) -> tuple[str, str]:
    """Return the label of a line in small letters, and what it says; both empty for other lines."""
    # Bytes that are no ASCII stand for themselves, one for one, so that places stay what they are.
    name, colon, said = raw.partition(b"#")[0].decode("latin-1").partition(":")
    return (name.strip(" \t").lower(), said.strip(" \t")) if colon else ("", "")


def _token(said: str) -> str:
    if said.startswith("*"):
        return "*"
    found = _AGENT.match(said.partition("/")[0])
    return found.group().lower() if found else ""


def _rule(number: int, name: str, said: str, raw: bytes, start: int) -> Rule:
    text = raw.decode("utf-8", "replace").strip()
    path, preference = said, ""
    if name == "content-usage":
        found = _RULE.fullmatch(said)
        path, preference = (found[1] or "/", found[2]) if found else ("/", said)
    return Rule(
        line=number, kind="usage" if name == "content-usage" else "allow" if name == "allow" else "disallow",
        path=compared(path.encode("latin-1")), says=preference, text=text,
        start=start, end=start + len(raw),
    )  # fmt: skip
