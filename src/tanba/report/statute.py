"""Rules of a day for the terminal: all of them in lines, or one of them whole."""

from datetime import date
from itertools import groupby

from tanba.kernel import TanbaError
from tanba.law import Pack, suggest
from tanba.report.lawbook import rule_lines
from tanba.report.speech import Speech, msg
from tanba.report.wording import Words


def write_rules(pack: Pack, on: date, speech: Speech) -> str:
    """Return every rule in force on a day, a line each, by act."""
    words = Words(speech, pack, on)
    rules = sorted(
        pack.in_force(on), key=lambda rule: [act.id for act in pack.head.acts].index(rule.cite.act)
    )
    lines = [words.text(pack.head.title)]
    lines.append(speech.say(msg("as of {day}: {n} rules"), day=speech.day(on), n=len(rules)))
    width = max((len(rule.id) for rule in rules), default=0)
    for act, mine in groupby(rules, key=lambda rule: rule.cite.act):
        lines += ["", words.text(pack.act(act).title)]
        lines += (f"  {rule.id:{width}}  {words.text(rule.title)}" for rule in mine)
    return "\n".join(lines)


def write_rule(pack: Pack, id_: str, on: date, speech: Speech) -> str:
    """Return one rule whole; raises TanbaError when there is none of that name."""
    rule = pack.rule(id_)
    if rule is None:
        hint = suggest(id_, [one.id for one in pack.rules]) or speech.say(
            msg("tanba law show lists them")
        )
        raise TanbaError(f"LW01 no rule {id_!r}\n    hint: {hint}")
    words = Words(speech, pack, on)
    lines = [
        f"{rule.id}  {words.text(rule.title)}",
        "",
        words.text(rule.says),
        words.cite(rule.cite),
        "",
    ]
    lines += [f"  {rule.when}", ""]
    lines += (f"- {line}" for line in rule_lines(words, rule))
    # The rule may have been read in an earlier wording than the one of this day.
    if rule in pack.in_force(on) and not pack.act(rule.cite.act).was_read(on):
        unread = msg("the text in force on this day was not read")
        lines.append(f"- {speech.day(on)}: {speech.say(unread)}{words.doubt(rule)}")
    lines.append(f"- {speech.say(msg('Worked cases'))}:")
    lines += (f"    {case.name} → {case.holds}" for case in rule.examples)
    lines.append(f"- {rule.source}")
    return "\n".join(lines)
