"""Worked examples: a measure writes one, and a card stands beside it, ready to be run."""

from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from tanba.flow.answering import write_whole
from tanba.kernel import Missing, Refused, plain
from tanba.measures import find_measure


def write_example(name: str, folder: Path) -> Path:
    """
    Write the worked example of a measure into a new folder and return its card.

    Raises Refused MS12 for a measure that needs a live server, and Missing CL02 for a folder that cannot be
    written or is there already.
    """
    measure = find_measure(name)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise Missing(f"{folder}: CL02 cannot be written: {(error.strerror or '').lower()}") from None
    example = measure.example(folder)
    if example is None:
        folder.rmdir()
        hint = f"tanba measure list {name} says what it reads"
        raise Refused("MS12", f"{name} needs a live system and has no example of files", hint)
    card = folder / "tanba.yaml"
    order = {"measure": name, "reads": dict(example.reads), "settings": plain(example.settings)}
    tree = {
        "tanba": 1,
        "pack": "kz/ai-law",
        "system": {"id": f"example-{name}", "name": measure.about.title.en},
        "measures": [order],
    }
    text = StringIO()
    yaml = YAML()
    yaml.width = 100
    yaml.dump(tree, text)
    write_whole(card, text.getvalue().encode())
    return card
