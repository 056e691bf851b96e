"""
Tanba: Kazakhstan's law on artificial intelligence as running software.

    from datetime import date
    import tanba

    pack = tanba.open_pack("kz/ai-law")
    facts = {"logic": "learned", "operated_in_kazakhstan": True}
    tanba.assess(pack, facts, on=date(2026, 3, 1)).placed("risk").possible

The front door opens lazily; the rooms behind it are `tanba.kernel`, `tanba.law`, `tanba.marks`, `tanba.flow`
and `tanba.report`, each with a door and an example of its own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tanba.flow import open_case, open_pack
    from tanba.law import assess, counterfactuals, explain, next_questions, prove, sweep
    from tanba.marks import mark, verify

__all__ = [
    "assess",
    "counterfactuals",
    "explain",
    "mark",
    "next_questions",
    "open_case",
    "open_pack",
    "prove",
    "sweep",
    "verify",
]

_ROOMS = {"open_case": "flow", "open_pack": "flow", "mark": "marks", "verify": "marks"}


def __getattr__(name: str) -> Any:
    """Return a name of `__all__` from the room that has it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"tanba.{_ROOMS.get(name, 'law')}"), name)
