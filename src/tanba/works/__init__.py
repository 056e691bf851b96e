"""
The works room: what a human made of a machine's draft, recorded as it happens.

    with Recorder.create(Path("story.work"), "Таң", "Айгүл", "kk", "text", now=NOW) as recorder:
        pass
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.works.deposits import DEPOSIT, Deposit, Shown, check_prompt
    from tanba.works.provenance import to_prov

_MODULES = {
    "deposits": (
        "DEPOSIT",
        "Deposit",
        "Shown",
        "check_prompt",
    ),
    "provenance": ("to_prov",),
}
_ROOMS = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "DEPOSIT",
    "Deposit",
    "Shown",
    "check_prompt",
    "to_prov",
]

__getattr__ = lazy_door(__name__, _ROOMS)
