"""A pack as a book to read: every provision, what is encoded of it, what is not, and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from tanba.kernel import Cite
from tanba.law import Derived, Pack, Provision, Rule
from tanba.report.consequence import consequence
from tanba.report.speech import Speech, msg
from tanba.report.wording import Words

_SIDES = {"yes": msg("holds"), "no": msg("does not hold"), "unknown": msg("not known yet")}


def write_lawbook(pack: Pack, on: date, speech: Speech) -> str:
    """
    Return the whole pack as Markdown in one language, with the official terms of the day `on`.

    The articles of the first act come in the order of `coverage.yaml`, each with its rules or with the
    reason why there is none; then the rules of the other acts, the open questions of the text, and the
    claims that are not law.
    """
    return "\n".join(_Book(pack, on, speech).lines()) + "\n"


class _Book:
    def __init__(self, pack: Pack, on: date, speech: Speech) -> None:
        self.pack = pack
        self.speech = speech
        self.words = Words(speech, pack, on)

    def lines(self) -> Iterator[str]:
        say = self.speech.say
        yield f"# {self.words.text(self.pack.head.title)}"
        yield ""
        generated = msg("Generated from the pack {pack} {version}; do not edit. Not legal advice.")
        yield say(generated, pack=self.pack.id, version=self.pack.head.version)
        yield ""
        yield from self._editions()
        main = self.pack.head.acts[0].id
        shown: set[str] = set()
        yield f"## {say(msg('Article by article'))}"
        for provision in self.pack.coverage.provisions:
            yield from self._provision(provision, shown)
        left = [r for r in self.pack.rules if r.id not in shown and r.cite.act == main]
        yield from self._others(say(msg("Further rules")), left)
        for act in self.pack.head.acts[1:]:
            rules = [r for r in self.pack.rules if r.cite.act == act.id and r.id not in shown]
            yield from self._others(self.words.text(act.title), rules)
        yield from self._derived()
        yield from self._table(
            say(msg("Questions")),
            (msg("Fact"), msg("Kind"), msg("Question")),
            [(f"`{q.id}`", q.type, self.words.text(q.ask)) for q in self.pack.questions],
        )
        yield from self._table(
            say(msg("Where the text is open, and how we treat it")),
            (msg("No."), msg("Question"), msg("Treatment")),
            [(a.id, self.words.text(a.question), self.words.text(a.treated))
             for a in self.pack.coverage.ambiguities],
        )  # fmt: skip
        yield from self._table(
            say(msg("Said in public, and not law")),
            (msg("Claim"), msg("What the text says")),
            [(self.words.text(n.claim), self.words.text(n.answer)) for n in self.pack.coverage.not_law],
        )

    def _editions(self) -> Iterator[str]:
        rows = []
        for act in self.pack.head.acts:
            for edition in act.editions:
                read = (
                    msg("text read") if edition.confidence.value == "text_seen" else msg("unverified")
                )
                note = self.words.text(edition.note) if edition.note else ""
                day = self.speech.day(edition.from_)
                rows.append((self.words.text(act.short), act.number, day, self.speech.say(read), note))
        head = (msg("Act"), msg("Number"), msg("From"), msg("Confidence"), msg("Remark"))
        yield from self._table(self.speech.say(msg("Acts and editions")), head, rows)

    def _provision(self, provision: Provision, shown: set[str]) -> Iterator[str]:
        yield ""
        yield f"### {self.words.cite(provision.cite)}. {self.words.text(provision.title)}"
        mine = [r for r in self.pack.rules if _inside(r.cite, provision.cite) and r.id not in shown]
        shown |= {rule.id for rule in mine}
        if provision.why_not is not None:
            yield ""
            why = self.words.text(provision.why_not)
            yield f"*{self.speech.say(msg('Not encoded'))}*: {why}"
        for rule in mine:
            yield from self._rule(rule)

    def _others(self, title: str, rules: list[Rule]) -> Iterator[str]:
        if rules:
            yield ""
            yield f"## {title}"
            for rule in rules:
                yield from self._rule(rule)

    def _rule(self, rule: Rule) -> Iterator[str]:
        say = self.speech.say
        yield ""
        yield f"#### `{rule.id}` {self.words.text(rule.title)}"
        yield ""
        yield f"{self.words.text(rule.says)} ({self.words.cite(rule.cite)})"
        yield ""
        yield "```sql"
        yield str(rule.when)
        yield "```"
        yield ""
        for line in rule_lines(self.words, rule):
            yield f"* {line}"
        if rule.examples:
            cases = "; ".join(f"{e.name} → {say(_SIDES[e.holds])}" for e in rule.examples)
            yield f"* {say(msg('Worked cases'))}: {cases}"

    def _derived(self) -> Iterator[str]:
        yield ""
        yield f"## {self.speech.say(msg('Derived facts'))}"
        for one in self.pack.derived:
            yield ""
            yield f"* `{one.id}` {self.words.text(one.title)}{self._cited(one)}: `{one.when}`"

    def _cited(self, one: Derived) -> str:
        return f" ({self.words.cite(one.cite)})" if one.cite else ""

    def _table(
        self, title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]
    ) -> Iterator[str]:
        if not rows:
            return
        yield ""
        yield f"## {title}"
        yield ""
        yield "| " + " | ".join(self.speech.say(word) for word in head) + " |"
        yield "|" + "---|" * len(head)
        for row in rows:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
        yield ""


def rule_lines(words: Words, rule: Rule) -> Iterator[str]:
    """Yield what a rule is about beyond its wording: consequence, days, confidence, note."""
    say = words.speech.say
    yield from consequence(words, rule)
    days = say(msg("from {day}"), day=words.speech.day(rule.from_))
    if rule.until:
        days += ", " + say(msg("until {day} (first day out)"), day=words.speech.day(rule.until))
    yield f"{say(msg('In force'))}: {days}"
    if rule.unless:
        yield f"{say(msg('Unless'))}: {', '.join(f'`{name}`' for name in rule.unless)}"
    read = msg("text read") if rule.confidence.value == "text_seen" else msg("unverified")
    yield f"{say(msg('Confidence'))}: {say(read)}"
    if rule.ambiguities:
        yield f"{say(msg('Open questions of the text'))}: {', '.join(rule.ambiguities)}"
    if rule.note:
        yield f"{say(msg('Remark'))}: {words.text(rule.note)}"


def _inside(cite: Cite, place: Cite) -> bool:
    """Say whether a citation lies in a provision, at any depth."""
    inner = [cite.act, cite.article, cite.paragraph, cite.item]
    outer = [step for step in (place.act, place.article, place.paragraph, place.item) if step]
    return inner[: len(outer)] == outer
