"""A small system of facts, shown as an example."""

from collections.abc import Mapping
from typing import Any

from tanba.report.sheet import Sheet
from tanba.report.speech import msg
from tanba.report.wording import Words


def example_system(sheet: Sheet, words: Words, facts: Mapping[str, Any], indent: int = 2) -> None:
    """Add a system to a sheet, a line for each answer; one without answers is said to be any system."""
    if not facts:
        sheet.put(words.speech.say(msg("for example: any system")), indent)
        return
    sheet.put(words.speech.say(msg("for example a system with:")), indent)
    for name, answer in facts.items():
        known = words.ask(name) if name in words.vocabulary else name
        said = words.answer(name, answer) if name in words.vocabulary else str(answer)
        sheet.put(f"{known} – {said}", indent + 2, "·")
