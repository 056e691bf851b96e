"""
The story of one case, and the only place where rooms meet.

    pack = open_pack("kz/ai-law")
    case = open_case(pack, Path("tanba.yaml"), on=date(2026, 2, 1))
    case.assessment.prohibited
"""

from tanba.flow.agenda import agenda
from tanba.flow.answering import new_card, save_answer, write_whole
from tanba.flow.card import Card, Given, Source, System, card_pack, read_card
from tanba.flow.case import Case, open_case, open_cases
from tanba.flow.library import DEFAULT, find_pack, open_pack, pack_names
from tanba.flow.mapping import TableMap, plain_map, read_map
from tanba.flow.table import Table, read_table, table_facts, write_table

__all__ = [
    "DEFAULT",
    "Card",
    "Case",
    "Given",
    "Source",
    "System",
    "Table",
    "TableMap",
    "agenda",
    "card_pack",
    "find_pack",
    "new_card",
    "open_case",
    "open_cases",
    "open_pack",
    "pack_names",
    "plain_map",
    "read_card",
    "read_map",
    "read_table",
    "save_answer",
    "table_facts",
    "write_table",
    "write_whole",
]
