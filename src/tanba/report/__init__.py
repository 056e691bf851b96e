"""
The report room: what was decided, for people and for programs, in Kazakh, Russian and English.

    from tanba.flow import open_case, open_pack
    case = open_case(open_pack("kz/ai-law"), Path("tanba.yaml"), on=date(2026, 2, 1))
    view = compose(case, Speech("kk"))           # plain values, the same for every form
    print(write_text(view))
    Path("report.html").write_text(write_page([view]), "utf-8")

No law is decided here. What was not read in the official text is said in the conditional, and what
nobody checked is never shown as a pass.

The door opens lazily: who only needs a word translated does not wait for the law room.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door
from tanba.report.speech import DOMAIN, LOCALE, Speech, clean, msg, write_json

if TYPE_CHECKING:
    from tanba.report.checked import Seen, SeenForm
    from tanba.report.composition import compose
    from tanba.report.contribution_delivery import ContributionForm, write_contribution
    from tanba.report.contribution_indication import IndicationForm, write_indication
    from tanba.report.delivery import Form, write_assessments
    from tanba.report.deposits import write_deposit, write_deposits, write_shown
    from tanba.report.difference import write_difference
    from tanba.report.dossier import dossier_record, write_dossier
    from tanba.report.dossier_seen import (
        fails,
        files_fail,
        pages_state,
        seen_record,
        write_dossier_seen,
    )
    from tanba.report.evidence import (
        evidence_record,
        write_anchored,
        write_audit,
        write_bundle_seen,
        write_checked,
        write_head,
        write_listed,
        write_receipt,
    )
    from tanba.report.lawbook import write_lawbook
    from tanba.report.marked import write_marked, write_tally
    from tanba.report.measured import MeasuredForm, measured_record, write_measured
    from tanba.report.measures import write_declarations, write_plan
    from tanba.report.optouts import (
        OptoutForm,
        optout_basis,
        optout_frame,
        write_change_lines,
        write_check,
        write_checks,
        write_reserved,
    )
    from tanba.report.page import write_page
    from tanba.report.plain import write_text
    from tanba.report.proofs import write_proof
    from tanba.report.questions import card_words, how_to_answer, write_question, write_standing
    from tanba.report.record import write_record
    from tanba.report.register import write_sweep
    from tanba.report.sarif import write_sarif
    from tanba.report.signatures import write_signatures
    from tanba.report.statute import write_rule, write_rules
    from tanba.report.tree import write_explanation
    from tanba.report.verification import both, cite_text
    from tanba.report.views import View
    from tanba.report.wording import Words

__all__ = [
    "DOMAIN",
    "LOCALE",
    "ContributionForm",
    "Form",
    "IndicationForm",
    "MeasuredForm",
    "OptoutForm",
    "Seen",
    "SeenForm",
    "Speech",
    "View",
    "Words",
    "both",
    "card_words",
    "cite_text",
    "clean",
    "compose",
    "dossier_record",
    "evidence_record",
    "fails",
    "files_fail",
    "how_to_answer",
    "measured_record",
    "msg",
    "optout_basis",
    "optout_frame",
    "pages_state",
    "seen_record",
    "write_anchored",
    "write_assessments",
    "write_audit",
    "write_bundle_seen",
    "write_change_lines",
    "write_check",
    "write_checked",
    "write_checks",
    "write_contribution",
    "write_declarations",
    "write_deposit",
    "write_deposits",
    "write_difference",
    "write_dossier",
    "write_dossier_seen",
    "write_explanation",
    "write_head",
    "write_indication",
    "write_json",
    "write_lawbook",
    "write_listed",
    "write_marked",
    "write_measured",
    "write_page",
    "write_plan",
    "write_proof",
    "write_question",
    "write_receipt",
    "write_record",
    "write_reserved",
    "write_rule",
    "write_rules",
    "write_sarif",
    "write_shown",
    "write_signatures",
    "write_standing",
    "write_sweep",
    "write_tally",
    "write_text",
]

_ROOMS = {
    "MeasuredForm": "measured",
    "write_measured": "measured",
    "measured_record": "measured",
    "write_declarations": "measures",
    "write_plan": "measures",
    "files_fail": "dossier_seen",
    "pages_state": "dossier_seen",
    "OptoutForm": "optouts",
    "optout_basis": "optouts",
    "optout_frame": "optouts",
    "write_change_lines": "optouts",
    "write_check": "optouts",
    "write_checks": "optouts",
    "write_reserved": "optouts",
    "write_indication": "contribution_indication",
    "IndicationForm": "contribution_indication",
    "ContributionForm": "contribution_delivery",
    "write_signatures": "signatures",
    "write_contribution": "contribution_delivery",
    "dossier_record": "dossier",
    "write_dossier": "dossier",
    "fails": "dossier_seen",
    "seen_record": "dossier_seen",
    "write_dossier_seen": "dossier_seen",
    "evidence_record": "evidence",
    "write_anchored": "evidence",
    "write_audit": "evidence",
    "write_bundle_seen": "evidence",
    "write_checked": "evidence",
    "write_head": "evidence",
    "write_listed": "evidence",
    "write_receipt": "evidence",
    "write_deposit": "deposits",
    "write_deposits": "deposits",
    "write_shown": "deposits",
    "Seen": "checked",
    "SeenForm": "checked",
    "both": "verification",
    "cite_text": "verification",
    "write_marked": "marked",
    "write_tally": "marked",
    "write_difference": "difference",
    "write_proof": "proofs",
    "Form": "delivery",
    "View": "views",
    "Words": "wording",
    "card_words": "questions",
    "compose": "composition",
    "how_to_answer": "questions",
    "write_assessments": "delivery",
    "write_explanation": "tree",
    "write_lawbook": "lawbook",
    "write_page": "page",
    "write_question": "questions",
    "write_record": "record",
    "write_rule": "statute",
    "write_rules": "statute",
    "write_sarif": "sarif",
    "write_standing": "questions",
    "write_text": "plain",
    "write_sweep": "register",
}

__getattr__ = lazy_door(__name__, _ROOMS)
