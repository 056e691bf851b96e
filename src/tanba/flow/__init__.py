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
    from tanba.flow.archive import Anchored, Archive, Receipt, key_of_log, proven_times
    from tanba.flow.bundling import export_bundle
    from tanba.flow.card import Card, Given, Source, System, read_card
    from tanba.flow.case import Case, open_case, open_cases
    from tanba.flow.catalogue import Listed
    from tanba.flow.contacts import asks, fetches, posts
    from tanba.flow.depositing import Held, add_deposit, list_deposits, show_deposit
    from tanba.flow.evidence import (
        audit_log,
        check_bundle_file,
        check_proof_file,
        default_log,
        list_entries,
        named_key,
        prove_entry,
        read_payload,
        settings_of,
    )
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
    from tanba.flow.settings import Settings, read_settings
    from tanba.flow.subjects import subject_of
    from tanba.flow.succession import revoke_key, rotate_key
    from tanba.flow.table import Table, read_table, table_facts, write_table
    from tanba.flow.verification import VerifyWork, known_wordings, verify_files
    from tanba.flow.witnessing import begin_witness, open_witness, witness_card

__all__ = [
    "DEFAULT",
    "JOURNAL",
    "Anchored",
    "Archive",
    "Card",
    "Case",
    "Given",
    "Held",
    "Listed",
    "MarkWork",
    "Receipt",
    "Settings",
    "Source",
    "System",
    "Table",
    "TableMap",
    "VerifyWork",
    "Wording",
    "add_deposit",
    "agenda",
    "asks",
    "audit_log",
    "begin_witness",
    "check_bundle_file",
    "check_proof_file",
    "default_log",
    "export_bundle",
    "fetches",
    "find_notice",
    "find_pack",
    "key_of_log",
    "known_wordings",
    "list_deposits",
    "list_entries",
    "mark_files",
    "named_key",
    "new_card",
    "open_case",
    "open_cases",
    "open_pack",
    "open_witness",
    "order_for",
    "pack_names",
    "plain_map",
    "posts",
    "prove_entry",
    "proven_times",
    "read_card",
    "read_map",
    "read_payload",
    "read_settings",
    "read_table",
    "revoke_key",
    "rotate_key",
    "save_answer",
    "settings_of",
    "show_deposit",
    "subject_of",
    "table_facts",
    "verify_files",
    "witness_card",
    "write_notices",
    "write_table",
    "write_whole",
]

_ROOMS = {
    "Anchored": "archive",
    "Archive": "archive",
    "Receipt": "archive",
    "key_of_log": "archive",
    "proven_times": "archive",
    "Settings": "settings",
    "read_settings": "settings",
    "export_bundle": "bundling",
    "Listed": "catalogue",
    "asks": "contacts",
    "fetches": "contacts",
    "posts": "contacts",
    "Held": "depositing",
    "add_deposit": "depositing",
    "list_deposits": "depositing",
    "show_deposit": "depositing",
    "audit_log": "evidence",
    "check_bundle_file": "evidence",
    "check_proof_file": "evidence",
    "default_log": "evidence",
    "list_entries": "evidence",
    "named_key": "evidence",
    "prove_entry": "evidence",
    "read_payload": "evidence",
    "settings_of": "evidence",
    "subject_of": "subjects",
    "revoke_key": "succession",
    "rotate_key": "succession",
    "begin_witness": "witnessing",
    "open_witness": "witnessing",
    "witness_card": "witnessing",
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
