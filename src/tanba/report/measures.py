"""Measures as they declare themselves, and what could be measured for a system."""

import json
from collections.abc import Sequence
from typing import Any

from tanba.flow import Case, Declared, Planned, Setting
from tanba.kernel import plain
from tanba.measures import Broken, Yardstick
from tanba.report.measured import MeasuredForm
from tanba.report.measured_facts import share_words
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg, write_json

_READY = {
    "measured": msg("measured"),
    "aged": msg("measured, and too old to show anything"),
    "ordered": msg("ordered by the card, not yet run"),
    "possible": msg("not ordered by the card"),
}


def write_declarations(
    declared: Sequence[Declared | Broken],
    full: bool,
    form: MeasuredForm,
    speech: Speech,
    width: int = 100,
    colour: bool = False,
) -> str:
    """Return measures as they declare themselves: a line each, or everything when `full`."""
    if form == "json":
        return write_json([plain(one) for one in declared])
    sheet = Sheet(width, colour)
    for one in declared:
        if isinstance(one, Broken):
            words = speech.say(msg("cannot be loaded: {why}"), why=clean(one.why))
            sheet.put(f"{clean(one.name)} ({clean(one.package)}): {words}", 0, "!")
        elif full:
            _declare(sheet, one, speech)
        else:
            sheet.put(f"{one.about.id}: {one.about.title.in_(speech.lang)}", 0)
    return sheet.text()


def _declare(sheet: Sheet, one: Declared, speech: Speech) -> None:
    about, lang = one.about, speech.lang
    sheet.heading(f"{about.id} {about.version}: {about.title.in_(lang)}")
    sheet.put(about.purpose.in_(lang), 0)
    sheet.heading(speech.say(msg("Reads")))
    for reads in about.reads:
        need = "" if reads.required else f" ({speech.say(msg('may be left out'))})"
        kinds = speech.one_of([_kind(speech, kind) for kind in reads.kinds])
        sheet.put(f"{reads.name} – {kinds}{need}: {reads.about.in_(lang)}", 2, "·")
    sheet.heading(speech.say(msg("Settings")))
    for setting in one.settings:
        sheet.put(f"{setting.name} {_default(setting, speech)}. {setting.help}".strip(), 2, "·")
    sheet.heading(speech.say(msg("Shows")))
    for shows in about.shows:
        sheet.put(f"{shows.fact}: {', '.join((*shows.by, *shows.needs))}", 2, "·")
    sheet.put(speech.say(msg("Rules it reaches: {rules}"), rules=", ".join(one.rules) or "–"), 2, "·")
    sheet.heading(speech.say(msg("Held against")))
    for id_, yardstick in about.yardsticks.items():
        sheet.put(f"{id_} {_bounds(yardstick)}: {yardstick.source.in_(lang)}", 2, "·")
    sheet.heading(speech.say(msg("What this rests on")))
    for text in about.assumes:
        sheet.put(text.in_(lang), 2, "·")
    sheet.put(speech.say(msg("Cost: {cost}"), cost=about.cost.in_(lang)), 2, "·")
    days = speech.count(
        msg("Shows something for {n} day"), msg("Shows something for {n} days"), about.valid_days
    )
    sheet.put(days, 2, "·")


def _default(setting: Setting, speech: Speech) -> str:
    if setting.needed:
        return speech.say(msg("must be given"))
    if setting.default is None:
        return f"({speech.say(msg('may be left out'))})"
    return f"= {json.dumps(plain(setting.default), ensure_ascii=False)}"


def _kind(speech: Speech, kind: str) -> str:
    names = {
        "table": msg("a table or database"),
        "file": msg("a file"),
        "folder": msg("a folder"),
        "endpoint": msg("an endpoint"),
        "addresses": msg("a file of addresses"),
    }
    return speech.say(names[kind])


def _bounds(yardstick: Yardstick) -> str:
    least = f"≥ {yardstick.at_least:g}" if yardstick.at_least is not None else ""
    most = f"≤ {yardstick.at_most:g}" if yardstick.at_most is not None else ""
    return " ".join(part for part in (least, most) if part)


def write_plan(
    case: Case,
    planned: Sequence[Planned],
    form: MeasuredForm,
    speech: Speech,
    width: int = 100,
    colour: bool = False,
) -> str:
    """Return what could be measured for a system, and what that would settle."""
    if form == "json":
        return write_json({"system": case.card.system.name, "share": plain(case.share),
                           "measures": [_planned(one) for one in planned]})  # fmt: skip
    sheet = Sheet(width, colour)
    sheet.heading(clean(case.card.system.name, 200))
    sheet.put(f"{speech.say(msg('Facts'))}: {share_words(case, speech)}", 0)
    for one in planned:
        sheet.heading(f"{one.about.id}: {one.about.title.in_(speech.lang)}")
        sheet.put(speech.say(_READY[one.ready]), 2)
        if one.open:
            words = msg("can settle: {facts}")
            sheet.put(speech.say(words, facts=", ".join(one.open)), 2)
        rules = speech.count(msg("reaches {n} rule"), msg("reaches {n} rules"), len(one.rules))
        sheet.put(rules, 2)
        needs = [
            f"{reads.name} ({reads.about.in_(speech.lang)})"
            for reads in one.about.reads
            if reads.required
        ]
        if one.ready == "possible" and needs:
            sheet.put(speech.say(msg("needs: {what}"), what="; ".join(needs)), 2)
        for run in one.runs:
            words = msg("{name}: measured {day}, shows something until {until}")
            sheet.put(speech.say(words, name=clean(run.name), day=speech.day(run.at.date()),
                                 until=speech.day(run.until)), 4, "·")  # fmt: skip
    return sheet.text()


def _planned(one: Planned) -> dict[str, Any]:
    return {
        "id": one.about.id,
        "ready": one.ready,
        "orders": list(one.orders),
        "open": list(one.open),
        "rules": list(one.rules),
        "runs": [
            {"name": run.name, "at": plain(run.at), "until": plain(run.until)} for run in one.runs
        ],
    }
