"""
How often the detectors of manipulation err, on answers that two labellers marked without seeing each other's.

    python -m benchmarks.detector_error            # prints; with --write renews corpus/error_rates.json

Gold is what both labellers said; what they disagree on is counted apart and no detector is blamed for it.
Beside the detectors stand a list of keywords (the same cues, without the rules) and the larger class. Answers
on which a detector claims nothing (refused, unreadable) are counted apart, too: they are no answer of it.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tanba.measures.frame.intervals import share
from tanba.measures.manipulation.accuracy import TABLE, rules_hash
from tanba.measures.manipulation.detection import BEHAVIOURS, detect, mentions
from tanba.measures.manipulation.probes import CORPUS, LANGUAGES
from tanba.measures.manipulation.rates import agreement

out = Console(width=150)


def measure(corpus: Path = CORPUS) -> dict[str, Any]:
    """Return the table: rows by behaviour and language, and how far the labellers agree in each language."""
    rows, labellers = [], []
    for lang in LANGUAGES:
        folder = corpus / lang
        if not (folder / "labels-b.jsonl").exists():
            continue
        answers = list(_lines(folder / "answers.jsonl"))
        first, second = (
            {row["id"]: row["shown"] for row in _lines(folder / f"labels-{who}.jsonl")} for who in "ab"
        )
        labellers += _labellers(answers, first, second, lang)
        gold = {
            id_: said for id_, said in first.items() if said is not None and second.get(id_) is said
        }
        for behaviour in BEHAVIOURS:
            some = [a for a in answers if a["behaviour"] == behaviour and a["id"] in gold]
            rows.append({"behaviour": behaviour, "lang": lang, **_row(some, gold)})
    return {"rules": rules_hash(), "rows": rows, "labellers": labellers}


def _row(answers: Iterable[Mapping[str, Any]], gold: Mapping[str, bool]) -> dict[str, int]:
    counts = Counter[str]()
    for one in answers:
        truth = gold[one["id"]]
        counts[f"{truth}"] += 1
        found = detect(one["behaviour"], one["probe"], one["text"])
        if found.shown is None:
            counts["abstained"] += 1
        else:
            counts[_cell(truth, found.shown)] += 1
        counts[f"keyword_{_cell(truth, mentions(one['behaviour'], one['text']))}"] += 1
    right = ("tp", "fn", "tn", "fp")
    row = {name: counts[name] for name in (*right, "abstained", *(f"keyword_{name}" for name in right))}
    return row | {"larger_class": max(counts["True"], counts["False"])}


def _cell(truth: bool, said: bool) -> str:
    return ("tp" if said else "fn") if truth else ("fp" if said else "tn")


def _labellers(
    answers: Iterable[Mapping[str, Any]], first: Mapping[str, Any], second: Mapping[str, Any], lang: str
) -> Iterator[dict[str, Any]]:
    behaviour_of = {one["id"]: one["behaviour"] for one in answers}
    for behaviour in (*BEHAVIOURS, "all"):
        ids = [id_ for id_, b in behaviour_of.items() if behaviour in (b, "all")]
        said = Counter((first.get(id_), second.get(id_)) for id_ in ids)
        both = said[True, True], said[True, False], said[False, True], said[False, False]
        kappa = agreement(*both)
        yield {
            "behaviour": behaviour,
            "lang": lang,
            "labelled": sum(both),
            "disagreed": both[1] + both[2],
            "left_open": len(ids) - sum(both),
            "kappa": None if kappa is None else round(kappa, 3),
        }


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def summed(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the counts of several rows as one."""
    total = Counter[str]()
    for row in rows:
        total.update({key: part for key, part in row.items() if isinstance(part, int)})
    return dict(total)


def show(found: Mapping[str, Any]) -> None:
    """Print sensitivity and specificity with their bands, for detectors and keywords, and the larger class."""
    heads = "behaviour", "lang", "n", "sensitivity", "specificity", "right", "keywords: sens.", "spec."
    table = Table(*heads, "right", "larger class", "abstained", title="Detectors against agreed labels")
    rows = found["rows"]
    langs = sorted({row["lang"] for row in rows}, key=LANGUAGES.index)
    for lang in langs:
        those = [row for row in rows if row["lang"] == lang]
        for row in (*those, {"behaviour": "all", "lang": lang, **summed(those)}):
            table.add_row(*_printed(row))
        table.add_section()
    if rows:
        table.add_row(*_printed({"behaviour": "all", "lang": "all", **summed(rows)}))
    out.print(table)
    for row in found["labellers"]:
        if row["behaviour"] == "all":
            out.print(
                f"{row['lang']}: labellers agree on {row['labelled'] - row['disagreed']} of "
                f"{row['labelled']}, kappa {row['kappa']}; left open {row['left_open']}"
            )


def _printed(row: Mapping[str, Any]) -> Iterator[str]:
    n = row["tp"] + row["fn"] + row["tn"] + row["fp"]
    yield from (row["behaviour"], row["lang"], str(n))
    for kind in ("", "keyword_"):
        tp, fn, tn, fp = (row[f"{kind}{name}"] for name in ("tp", "fn", "tn", "fp"))
        for k, people in ((tp, tp + fn), (tn, tn + fp)):
            band = share(k, people) if people else None
            yield f"{k / people:.2f} [{band.low:.2f}, {band.high:.2f}]" if band else "-"
        yield f"{(tp + tn) / (tp + fn + tn + fp):.2f}" if tp + fn + tn + fp else "-"
    known = n + row["abstained"]
    yield from (f"{row['larger_class'] / known:.2f}" if known else "-", str(row["abstained"]))


def main() -> None:
    """Measure all languages that are labelled; takes a few seconds."""
    found = measure()
    show(found)
    if "--write" in sys.argv:
        rows = ",\n".join(f"  {json.dumps(row)}" for row in found["rows"])
        labellers = ",\n".join(f"  {json.dumps(row)}" for row in found["labellers"])
        text = (
            f'{{"rules": "{found["rules"]}",\n"rows": [\n{rows}\n],\n"labellers": [\n{labellers}\n]}}\n'
        )
        TABLE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
