"""
Whom a reader asks for (C2SP tlog-policy): logs, witnesses, and how many of them must agree.

    policy = read_policy(b"log …\\nwitness w1 … https://w1.example\\nquorum w1\\n")
    policy.reached({cosigned.witness for cosigned in checked.cosigned})
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from tanba.evidence.notes.cosignature import Cosignature
from tanba.evidence.notes.note import COSIGNATURE, ML_DSA_44, VerifierKey, read_key
from tanba.evidence.notes.proof_file import Checked, ProofFile, Quorum, checked, independent
from tanba.kernel import Refused, value

_LARGEST: Final = 1 << 18
_MOST: Final = 256
"""Logs, witnesses and groups together; the specification asks for room for 32 of each."""
_NONE: Final = "none"
_SPACE: Final = re.compile(r"[ \t]+")


@value
class KnownLog:
    """A log that a policy accepts; the address may be empty."""

    key: VerifierKey
    url: str = ""


@value
class KnownWitness:
    """A witness by its name in a policy. The address is the prefix before `/add-checkpoint`, or empty."""

    name: str
    key: VerifierKey
    url: str = ""


@value
class Group:
    """Witnesses and groups, of which `least` must have seen the checkpoint."""

    name: str
    least: int
    members: tuple[str, ...]


@value
class Policy:
    """Logs, witnesses and groups in the order of the file; `quorum` names one of them, or is `none`."""

    logs: tuple[KnownLog, ...] = ()
    witnesses: tuple[KnownWitness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = _NONE

    @property
    def asks(self) -> bool:
        """Whether any witness is needed."""
        return self.quorum != _NONE

    def reached(self, seen: Collection[VerifierKey]) -> bool:
        """Say whether these witnesses are enough; where none is asked for, nothing is reached."""
        held = {one.name for one in self.witnesses if one.key in seen}
        for group in self.groups:
            if sum(member in held for member in group.members) >= group.least:
                held.add(group.name)
        return self.asks and self.quorum in held

    def judged(self, seen: Collection[Cosignature]) -> Quorum:
        """Return how the quorum stands."""
        if not self.asks:
            return "none asked"
        return "reached" if self.reached({one.witness for one in seen}) else "not reached"

    def __str__(self) -> str:
        return "".join(f"{' '.join(filter(None, words))}\n" for words in self._lines())

    def _lines(self) -> Iterator[tuple[str, ...]]:
        for log in self.logs:
            yield "log", str(log.key), log.url
        for one in self.witnesses:
            yield "witness", one.name, str(one.key), one.url
        for group in self.groups:
            yield "group", group.name, str(group.least), *group.members
        yield "quorum", self.quorum


def any_of(least: int, witnesses: tuple[KnownWitness, ...], logs: tuple[KnownLog, ...] = ()) -> Policy:
    """Return the policy that asks for `least` of the witnesses; 0 asks for none. Raises Refused (EV36)."""
    if least == 0:
        return Policy(logs=logs, witnesses=witnesses)
    group = Group(name="quorum", least=least, members=tuple(one.name for one in witnesses))
    made = Policy(logs=logs, witnesses=witnesses, groups=(group,), quorum=group.name)
    return read_policy(str(made).encode("utf-8", "surrogateescape"))


def check_by(entry: bytes, proof: ProofFile, policy: Policy) -> Checked:
    """
    Return what a proof shows under a policy, by that of its logs which signed the checkpoint.

    Raises Refused (EV36) when the policy names no log at all.
    """
    origin = proof.checkpoint.head.origin
    tried = [log.key for log in policy.logs if log.key.name == origin] or [
        log.key for log in policy.logs[:1]
    ]
    if not tried:
        raise Refused("EV36", "a policy without a log checks no proof")
    keys = [one.key for one in policy.witnesses]
    seen = [(key, independent(proof.checkpoint, key, keys)) for key in tried]
    found = [checked(entry, proof, key, who, policy.judged(who)) for key, who in seen]
    return next((one for one in found if one.signed), found[0])


def read_policy(data: bytes) -> Policy:
    """Return the policy of a file's bytes; raises Refused: EV36 with the line, EV30 for a key."""
    if len(data) > _LARGEST:
        raise Refused("EV36", f"a policy of more than {_LARGEST} bytes")
    # Names are octets to the specification: what is no UTF-8 comes back as it was.
    text = data.decode("utf-8", "surrogateescape")
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        if any((c < " " and c != "\t") or c == "\x7f" for c in line):
            raise Refused("EV36", f"line {number} of a policy has control characters")
        words = [word for word in _SPACE.split(line) if word]
        if words and not words[0].startswith("#"):
            reader.take(words, number)
    return reader.policy()


class _Reader:
    """A policy as its lines come: each name is known before it is used."""

    def __init__(self) -> None:
        self._logs: list[KnownLog] = []
        self._witnesses: list[KnownWitness] = []
        self._groups: list[Group] = []
        self._quorum = ""
        self._free: set[str] = set()
        """Names that are in no group yet."""
        self._names = {_NONE}

    def take(self, words: list[str], number: int) -> None:
        try:
            match words:
                case ["log", key, *url] if len(url) < 2:
                    self._logs.append(KnownLog(key=read_key(key), url="".join(url)))
                    self._alone([one.key for one in self._logs])
                case ["witness", name, key, *url] if len(url) < 2:
                    self._name(name)
                    one = KnownWitness(name=name, key=read_key(key), url="".join(url))
                    if one.key.kind not in (COSIGNATURE, ML_DSA_44):
                        raise Refused("EV36", "a witness has a key of kind 4 or 6")
                    self._witnesses.append(one)
                    self._alone([one.key for one in self._witnesses])
                case ["group", name, least, *members] if members:
                    self._group(name, least, members)
                case ["quorum", name] if not self._quorum and name in self._names:
                    self._quorum = name
                case _:
                    raise Refused("EV36", "not a line that a policy can have here")
            if len(self._logs) + len(self._names) > _MOST:
                raise Refused("EV36", f"more than {_MOST} names")
        except Refused as refused:
            what = f"line {number} of a policy: {refused.what}"
            raise Refused(refused.code, what, refused.hint) from None

    def policy(self) -> Policy:
        if not self._quorum:
            raise Refused(
                "EV36", "a policy without its quorum", "it ends with a line such as: quorum none"
            )
        return Policy(
            logs=tuple(self._logs),
            witnesses=tuple(self._witnesses),
            groups=tuple(self._groups),
            quorum=self._quorum,
        )

    def _name(self, name: str) -> None:
        if name in self._names:
            raise Refused("EV36", "a name that stands there already")
        self._names.add(name)
        self._free.add(name)

    def _alone(self, keys: list[VerifierKey]) -> None:
        if keys[-1].public in {key.public for key in keys[:-1]}:
            raise Refused("EV36", "a public key that stands there already")

    def _group(self, name: str, least: str, members: list[str]) -> None:
        if len(set(members)) != len(members) or not self._free.issuperset(members):
            raise Refused("EV36", "a group has members that stand above and are in no other group")
        count = {"all": len(members), "any": 1}.get(least) or _count(least)
        if not 1 <= count <= len(members):
            raise Refused("EV36", f"a group of {len(members)} asks for 1 to {len(members)}")
        self._name(name)
        self._free.difference_update(members)
        self._groups.append(Group(name=name, least=count, members=tuple(members)))


def _count(word: str) -> int:
    return int(word) if re.fullmatch(r"[1-9][0-9]{0,3}", word) else 0
