"""What changed between two editions or two packs, rule by rule, with an example system for each."""

from datetime import date

from tanba.kernel import Truth
from tanba.law import Difference, Move, Pack, RuleChange
from tanba.report.examples import example_system
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, msg
from tanba.report.wording import Words

_PARTS = {
    "condition": msg("condition"),
    "exceptions": msg("exceptions"),
    "consequence": msg("consequence"),
    "wording": msg("wording"),
    "cite": msg("citation"),
    "confidence": msg("confidence"),
}
_TRUTHS = {Truth.YES: msg("yes"), Truth.NO: msg("no"), Truth.UNKNOWN: msg("unknown")}
_ROWS = 10


def write_difference(
    before: Pack, after: Pack, days: tuple[date, date], difference: Difference, speech: Speech
) -> str:
    """Return the difference of two editions: dropped, added and changed rules, and who moves."""
    return _Comparison(before, after, days, speech).text(difference)


class _Comparison:
    def __init__(self, before: Pack, after: Pack, days: tuple[date, date], speech: Speech) -> None:
        self.speech = speech
        self.sides = (Words(speech, before, days[0]), Words(speech, after, days[1]))
        self.sheet = Sheet(width=100, colour=False)

    def text(self, difference: Difference) -> str:
        say = self.speech.say
        names = [f"{w.pack.id} {w.pack.head.version}, {self.speech.day(w.on)}" for w in self.sides]
        self.sheet.heading(" → ".join(names))
        counts = msg("{added} rules added, {removed} dropped, {changed} changed")
        fields = {
            "added": len(difference.added),
            "removed": len(difference.removed),
            "changed": len(difference.changed),
        }
        self.sheet.put(say(counts, **fields), 0)
        for title, changes in (
            (msg("Dropped"), difference.removed),
            (msg("Added"), difference.added),
            (msg("Changed"), tuple(c for c in difference.changed if set(c.parts) != {"confidence"})),
        ):
            if changes:
                self.sheet.heading(say(title))
                for change in changes:
                    self._change(change, difference.systems)
        less = [c.id for c in difference.changed if set(c.parts) == {"confidence"}]
        if less:
            self.sheet.heading(say(msg("Changed in confidence alone")))
            text = msg(
                "{n} rules read the same, but the wording of the other day was not checked: {rules}"
            )
            self.sheet.put(say(text, n=len(less), rules=", ".join(less)))
        return self.sheet.text()

    def _change(self, change: RuleChange, systems: int | None) -> None:
        rule = change.after or change.before
        words = self.sides[1] if change.after else self.sides[0]
        if rule is None:
            return
        where = f"({words.cite(rule.cite)}){words.doubt(rule)}"
        self.sheet.put(f"{change.id}  {words.text(rule.title)} {where}", 2)
        if change.parts:
            parts = ", ".join(self.speech.say(_PARTS[part]) for part in change.parts)
            self.sheet.put(self.speech.say(msg("other {parts}"), parts=parts), 4)
        if change.effect == "same" and change.before and change.after:
            self.sheet.put(self.speech.say(msg("no system is treated differently")), 4)
        elif change.effect == "not shown":
            self.sheet.put(
                self.speech.say(msg("whether any system is treated differently is not shown")), 4
            )
        if change.witness:
            example_system(self.sheet, words, change.witness.facts, 4)
            self.sheet.put(self._turn(change.witness.before, change.witness.after), 4)
        if systems is not None:
            self._moves(change.moves, systems)

    def _moves(self, moves: tuple[Move, ...], systems: int) -> None:
        moving = [move for move in moves if move.before is not move.after]
        if not moving:
            self.sheet.put(self.speech.say(msg("in the table: nobody moves")), 4)
        for move in moving:
            rows = ", ".join(str(row + 1) for row in move.rows[:_ROWS])
            more = "…" if move.count > len(move.rows[:_ROWS]) else ""
            text = msg("in the table: {n} of {all}, {turn}; rows {rows}")
            n, all_ = self.speech.number(move.count), self.speech.number(systems)
            turn = self._turn(move.before, move.after)
            self.sheet.put(self.speech.say(text, n=n, all=all_, turn=turn, rows=rows + more), 4)

    def _turn(self, before: Truth | None, after: Truth | None) -> str:
        return " → ".join(self._truth(truth) for truth in (before, after))

    def _truth(self, truth: Truth | None) -> str:
        return self.speech.say(msg("not in force") if truth is None else _TRUTHS[truth])
