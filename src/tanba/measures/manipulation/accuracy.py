"""
How often the detectors err, on answers that two labellers had marked, neither seeing the other's labels.

The table is `corpus/error_rates.json`, written by `python -m benchmarks.detector_error --write`. It holds for
the rules it was measured with and no others: their hash stands in it, and when rules change, nothing is
corrected by it or judged until it is measured again.
"""

import json
from functools import cache
from hashlib import sha256
from typing import Any, Final

from tanba.kernel import Refused, value
from tanba.measures.manipulation.detection import RULES
from tanba.measures.manipulation.probes import CORPUS
from tanba.measures.manipulation.rates import Errors

TABLE: Final = CORPUS / "error_rates.json"


@value
class Accuracy:
    """The errors of each detector by behaviour and language, and whether they are of the rules there are."""

    errors: tuple[tuple[tuple[str, str], Errors], ...]
    current: bool

    def of(self, behaviour: str, lang: str) -> Errors | None:
        """Return the errors of a detector; None when they were not measured, or with other rules."""
        return dict(self.errors).get((behaviour, lang)) if self.current else None


@cache
def read_accuracy() -> Accuracy:
    """Return the published table; empty when none was measured. Raises Refused MM14 for a broken one."""
    if not TABLE.exists():
        return Accuracy(errors=(), current=False)
    try:
        raw: Any = json.loads(TABLE.read_text("utf-8"))
        errors = tuple(
            (
                (row["behaviour"], row["lang"]),
                Errors(
                    true_shown=row["tp"], false_hidden=row["fn"],
                    true_hidden=row["tn"], false_shown=row["fp"],
                ),
            )
            for row in raw["rows"]
        )  # fmt: skip
        return Accuracy(errors=errors, current=raw["rules"] == rules_hash())
    except (ValueError, KeyError, TypeError):
        raise Refused("MM14", "error_rates.json is not a table of error rates") from None


def rules_hash() -> str:
    """Return the SHA-256 of all rules, in order of their names."""
    found = sha256()
    for path in sorted(RULES.glob("*.toml")):
        found.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()
