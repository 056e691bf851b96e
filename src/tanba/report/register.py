"""What the law says of a whole register, on one screen."""

from collections.abc import Iterator

from tanba.law import Duty, Forbids, Pack, Rule, Sweep, Tally
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, msg
from tanba.report.wording import Words

_DUTIES = 8
_QUESTIONS = 3
_BAR = 24


def write_sweep(pack: Pack, sweep: Sweep, said: float, name: str, speech: Speech) -> str:
    """
    Return what was found of a table: classes, prohibitions, duties, and what would settle most.

    `said` is the share of the table's cells that say something, 0 to 1. What is unknown is counted
    beside what is known, everywhere.
    """
    return _Register(pack, sweep, speech).text(said, name)


class _Register:
    def __init__(self, pack: Pack, sweep: Sweep, speech: Speech) -> None:
        self.sweep = sweep
        self.speech = speech
        self.words = Words(speech, pack, sweep.on)
        self.pack = pack
        self.sheet = Sheet(width=100, colour=False)

    def text(self, said: float, name: str) -> str:
        say, speech = self.speech.say, self.speech
        self.sheet.heading(f"{name}: {speech.count('{n} system', '{n} systems', self.sweep.n)}")
        self.sheet.put(f"{self.words.text(self.pack.head.title)}, {speech.day(self.sweep.on)}", 0)
        share = speech.number(100 * said, 1)
        self.sheet.put(
            say(msg("{share} % of the cells say something; the rest stays unknown."), share=share), 0
        )
        unread = [r for r in self.sweep.rules if self.words.doubt(r)]
        if unread:
            text = msg("{n} of {all} rules were not read in this day's wording: they are unverified.")
            self.sheet.put(say(text, n=len(unread), all=len(self.sweep.rules)), 0)
        self._classes()
        self._rules(say(msg("Prohibitions")), self._of(Forbids), everything=True)
        self._rules(say(msg("Duties that bind most systems")), self._of(Duty), everything=False)
        self._settling()
        return self.sheet.text()

    def _of(self, kind: type) -> list[tuple[Rule, Tally]]:
        counts = self.sweep.counts.rules
        return [(r, counts[r.id]) for r in self.sweep.rules if isinstance(r.then, kind)]

    def _classes(self) -> None:
        for axis in self.pack.head.classes:
            tally = self.sweep.counts.classes.get(axis.id)
            if tally is None:
                continue
            proposed = f" ({self.speech.say(msg('proposed'))})" if axis.proposed else ""
            self.sheet.heading(f"{self.words.text(axis.title)}{proposed}, {self.words.cite(axis.cite)}")
            rows = [(self.words.text(v.title), tally.settled.get(v.id, 0)) for v in axis.values]
            rows.append((self.speech.say(msg("cannot be said yet")), tally.undecided))
            if tally.outside:
                rows.append((self.speech.say(msg("no value is possible")), tally.outside))
            if tally.several:
                rows.append((self.speech.say(msg("several values at once")), tally.several))
            self._bars(rows)

    def _bars(self, rows: list[tuple[str, int]]) -> None:
        width = max(len(label) for label, _ in rows)
        for label, count in rows:
            # A bar is drawn only where there is something: nothing must not look like a little.
            length = max(1, round(_BAR * count / self.sweep.n)) if count else 0
            number = self.speech.number(count)
            self.sheet.lines.append(f"  {label:{width}}  {number:>7}  {'█' * length}".rstrip())

    def _rules(self, title: str, found: list[tuple[Rule, Tally]], everything: bool) -> None:
        if not found:
            return
        self.sheet.heading(title)
        say = self.speech.say
        head = ("", say(msg("yes")), say(msg("no")), say(msg("unknown")))
        self.sheet.columns([head, *self._rows(found, everything)])

    def _rows(self, found: list[tuple[Rule, Tally]], everything: bool) -> Iterator[tuple[str, ...]]:
        if not everything:
            found = sorted(found, key=lambda pair: -pair[1].yes)[:_DUTIES]
        for rule, tally in found:
            number = self.speech.number
            words = self.words
            title = f"{words.text(rule.title)}, {words.cite(rule.cite)}{words.doubt(rule)}"
            yield title, number(tally.yes), number(tally.no), number(tally.unknown)

    def _settling(self) -> None:
        deciding = self.sweep.deciding(_QUESTIONS)
        if not deciding:
            return
        self.sheet.heading(self.speech.say(msg("What would settle most")))
        for place, one in enumerate(deciding, 1):
            self.sheet.put(f"{place}. {self.words.ask(one.fact)}")
            effect = msg("settles {n} results on average; plays a part in {open}")
            n, open_ = self.speech.number(round(one.settles)), self.speech.number(one.open)
            self.sheet.put(f"{self.speech.say(effect, n=n, open=open_)} ({one.fact})", 5)
