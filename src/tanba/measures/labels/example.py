"""The worked example of labels: pages of a town's news, and what a reader who looked at some of them says."""

from pathlib import Path
from typing import Final

from tanba.measures.frame.measure import Example

_PAGES: Final = 40
_LABEL: Final = "ЖИ көмегімен жасалған"
_SOURCE: Final = (
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"  # IPTC NewsCodes
)
_STRIPPED: Final = (7, 19)
"""A partner's site took the head of the page away."""
_PICTURES: Final = (4, 13, 22, 31)
"""Drawings without a line of text: whether they carry a warning a program cannot tell."""
_NEWS: Final = (
    "Шымкентте ауа райы ашық болады деп күтілуде.",
    "Арыс өзенінің жағасында жаңа саябақ салынады деген болжам бар.",
    "Қалада велосипед жолдары ұзара түседі.",
    "Базардағы қауынның бағасы былтырғыдай қалуы мүмкін.",
)


def write_example(folder: Path) -> Example:
    """Write forty results and the table of a person who looked at twelve of them."""
    outputs = folder / "outputs"
    for number in range(_PAGES):
        drawn = number in _PICTURES
        file = outputs / ("drawings" if drawn else "news") / f"{number:02}.{'svg' if drawn else 'html'}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_drawing() if drawn else _page(number), "utf-8", newline="\n")
    rows = ["file,warning"]
    rows += [f"news/{number:02}.html,{'жоқ' if number == 10 else 'иә'}" for number in range(8, 13)]
    rows += [f"drawings/{number:02}.svg,иә" for number in _PICTURES[:3]]
    (folder / "viewed.csv").write_text("\n".join(rows) + "\n", "utf-8", newline="\n")
    return Example(
        reads={"outputs": "outputs", "viewed": "viewed.csv"}, settings={"sample": 30, "by_kind": False}
    )


def _page(number: int) -> str:
    mark = "" if number in _STRIPPED else f'<meta name="digital-source-type" content="{_SOURCE}">'
    said = _NEWS[number % len(_NEWS)]
    return (
        f'<!doctype html><html lang="kk"><head><title>{number}</title>{mark}</head>'
        f"<body><p>{_LABEL}</p><p>{said}</p></body></html>\n"
    )


def _drawing() -> str:
    described = (
        '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"<Iptc4xmpExt:DigitalSourceType>{_SOURCE}</Iptc4xmpExt:DigitalSourceType></rdf:Description>"
    )
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200">'
        f"<metadata><rdf:RDF {rdf}>{described}</rdf:RDF></metadata>"
        '<rect width="320" height="200" fill="#bcd"/></svg>\n'
    )
