"""
The story of one case, and the only place where rooms meet.

    pack = open_pack("kz/ai-law")
    case = open_case(pack, Path("tanba.yaml"), on=date(2026, 2, 1))
    case.assessment.prohibited

The door opens lazily: who reads one card does not wait for tables and proofs.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.flow.announcing import write_notices
    from tanba.flow.answering import new_card, save_answer, write_whole
    from tanba.flow.card import Card, Given, Source, System, read_card
    from tanba.flow.case import Case, open_case, open_cases
    from tanba.flow.library import DEFAULT, find_pack, open_pack, pack_names
    from tanba.flow.mapping import TableMap, plain_map, read_map
    from tanba.flow.marking import (
        JOURNAL,
        MarkWork,
        Wording,
        find_notice,
        mark_files,
        order_for,
    )
    from tanba.flow.questions import agenda
    from tanba.flow.table import Table, read_table, table_facts, write_table
    from tanba.flow.verification import VerifyWork, known_wordings, verify_files

__all__ = [
    "DEFAULT",
    "JOURNAL",
    "Card",
    "Case",
    "Given",
    "MarkWork",
    "Source",
    "System",
    "Table",
    "TableMap",
    "VerifyWork",
    "Wording",
    "agenda",
    "find_notice",
    "find_pack",
    "known_wordings",
    "mark_files",
    "new_card",
    "open_case",
    "open_cases",
    "open_pack",
    "order_for",
    "pack_names",
    "plain_map",
    "read_card",
    "read_map",
    "read_table",
    "save_answer",
    "table_facts",
    "verify_files",
    "write_notices",
    "write_table",
    "write_whole",
]

_ROOMS = {
    "Card": "card",
    "Case": "case",
    "DEFAULT": "library",
    "Given": "card",
    "JOURNAL": "marking",
    "MarkWork": "marking",
    "VerifyWork": "verification",
    "Wording": "marking",
    "find_notice": "marking",
    "known_wordings": "verification",
    "mark_files": "marking",
    "order_for": "marking",
    "verify_files": "verification",
    "Source": "card",
    "System": "card",
    "Table": "table",
    "TableMap": "mapping",
    "agenda": "questions",
    "find_pack": "library",
    "new_card": "answering",
    "open_case": "case",
    "open_cases": "case",
    "open_pack": "library",
    "pack_names": "library",
    "plain_map": "mapping",
    "read_card": "card",
    "read_map": "mapping",
    "read_table": "table",
    "save_answer": "answering",
    "table_facts": "table",
    "write_notices": "announcing",
    "write_table": "table",
    "write_whole": "answering",
}

__getattr__ = lazy_door(__name__, _ROOMS)
