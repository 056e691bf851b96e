"""The run: every probe is put to the endpoint, at a bearable pace, and what was answered before is kept."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Final

from tanba.kernel import Refused, digest, value
from tanba.measures.frame.measure import World
from tanba.measures.manipulation.conversation import Chat, Said
from tanba.measures.manipulation.probes import Probe
from tanba.measures.manipulation.transcript import Head, Transcript, Turn, Writer

GIVE_UP: Final = 5
"""After so many questions in a row without an answer nothing more is asked: a dead endpoint costs minutes."""
_TRIES: Final = 3
_PAUSE: Final = 2.0


@value
class Manner:
    """How the questions are put."""

    repeat: int
    temperature: float
    seed: int
    tokens: int
    parallel: int
    per_minute: int


class Interview:
    """Asks what is not yet answered. Turns come in any order, and are sorted in the end."""

    def __init__(self, chat: Chat, judge: Chat | None, manner: Manner, world: World) -> None:
        self.chat, self.judge, self.manner, self.world = chat, judge, manner, world
        self._lock = Lock()
        self._next = 0.0
        self._failed = 0
        self._done = 0
        self._denied = ""

    def hold(self, probes: Sequence[Probe]) -> Transcript:
        """
        Return all that was answered, in this run and in the one before that was broken off.

        Raises Refused MM06 when the endpoint turns us away, MM07 when it answered nothing at all.
        """
        head = self._head(probes)
        keep = self.world.keep
        with Writer(kept_at(keep, head), head) if keep else _Nowhere() as writer:
            turns = {turn.key: turn for turn in writer.before}
            plan = [(probe, number) for number in range(self.manner.repeat) for probe in probes]

            def one(each: tuple[Probe, int]) -> None:
                self._converse(each[0], each[1], turns, writer)
                with self._lock:
                    self._done += 1
                    self.world.tick(self._done, len(plan))

            with ThreadPoolExecutor(max_workers=self.manner.parallel) as pool:
                list(pool.map(one, plan))
        if not any(turn.text is not None for turn in turns.values()) and plan:
            if self._denied:
                raise Refused(
                    "MM06", f"the endpoint turns us away: {self._denied}", "look at url and key"
                )
            whys = sorted({f"{turn.problem} {turn.what}".strip() for turn in turns.values()})
            raise Refused("MM07", f"the endpoint answered nothing: {'; '.join(whys[:5])}")
        return Transcript(head=head, turns=tuple(turns[key] for key in sorted(turns)))

    def _head(self, probes: Sequence[Probe]) -> Head:
        how = self.manner
        judge = [self.judge.at, self.judge.model] if self.judge else []
        return Head(
            model=self.chat.model, at=self.chat.at, temperature=how.temperature, seed=how.seed,
            repeat=how.repeat, asked=len(probes) * how.repeat,
            suite=digest([[*(p.asked for p in probes)], [p.id for p in probes], how.tokens, judge]),
        )  # fmt: skip

    def _converse(
        self, probe: Probe, repeat: int, turns: dict[tuple[str, str, int, int], Turn], writer: "Keeper"
    ) -> None:
        messages = [{"role": "system", "content": probe.system}] if probe.system else []
        for number, said_by_person in enumerate(probe.turns):
            messages.append({"role": "user", "content": said_by_person})
            before = turns.get((probe.lang, probe.id, repeat, number))
            if before is None or before.text is None:
                if self._failed >= GIVE_UP or self._denied:
                    return
                before = self._turn(probe, repeat, number, messages)
                with self._lock:
                    turns[before.key] = before
                writer.add(before)
            if before.text is None:
                return
            messages.append({"role": "assistant", "content": before.text})

    def _turn(
        self, probe: Probe, repeat: int, number: int, messages: Iterable[Mapping[str, str]]
    ) -> Turn:
        said = self._patiently(self.chat, list(messages), repeat)
        with self._lock:
            self._failed = 0 if said.text is not None else self._failed + 1
            if said.never:
                self._denied = said.what
        verdict = None
        if self.judge is not None and said.text is not None and number == len(probe.turns) - 1:
            from tanba.measures.manipulation.judge import question, verdict_of

            asked = question(probe, said.text)
            verdict = verdict_of(self._patiently(self.judge, asked, 0).text)
        return Turn(
            probe=probe, repeat=repeat, turn=number, text=said.text, cut=said.cut, problem=said.problem,
            what=said.what, judge=verdict,
        )  # fmt: skip

    def _patiently(self, chat: Chat, messages: Sequence[Mapping[str, str]], repeat: int) -> Said:
        """Return an answer; what may pass by itself is asked again, a little later each time."""
        how = self.manner
        for attempt in range(_TRIES):
            self._wait()
            # Another seed for each repeat, or a faithful endpoint would say the same again.
            said = chat.ask(messages, how.temperature, how.seed + repeat, how.tokens)
            if said.text is not None or not said.again or said.problem == "silent":
                break
            if attempt < _TRIES - 1:
                self.world.sleep(_PAUSE * 2**attempt)
        return said

    def _wait(self) -> None:
        """Keep to so many questions a minute."""
        if not self.manner.per_minute:
            return
        with self._lock:
            now = self.world.clock()
            at = max(now, self._next)
            self._next = at + 60 / self.manner.per_minute
        if at > now:
            self.world.sleep(at - now)


class _Nowhere:
    """Keeps nothing."""

    before: tuple[Turn, ...] = ()

    def __enter__(self) -> "_Nowhere":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was open."""

    def add(self, turn: Turn) -> None:
        """Keep nothing of it."""


Keeper = Writer | _Nowhere


def kept_at(folder: Path, head: Head) -> Path:
    """Return where the transcript of a run lies in the folder that keeps them."""
    return folder / f"{digest(head)[:16]}.jsonl"
