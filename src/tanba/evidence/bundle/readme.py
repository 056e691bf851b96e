"""The words that go with a bundle, in three languages, and the commands in them."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.resources import files as package_files
from string import Template
from typing import Final

from tanba.evidence.stamps.token import read_token
from tanba.kernel import LANGS

PROGRAM: Final = "verify.mjs"
_PART: Final = re.compile(r"<!-- if (\w+) -->\n(.*?)(?:<!-- else -->\n(.*?))?<!-- end -->\n", re.DOTALL)


def program() -> bytes:
    """Return the program that checks a bundle with Node alone."""
    return _shipped(PROGRAM).encode()


def readmes(names: Iterable[str], times: Mapping[str, datetime]) -> dict[str, bytes]:
    """
    Return the texts to lie beside the files of these names: how each is checked, command by command.

    `times` are those that stand in the `.tsr` files, by their names.
    """
    pdfs = [f"pdfsig {name}" for name in names if name.endswith(".pdf")]
    stamps = [_stamp_command(name, time) for name, time in times.items()]
    said = {"stamps": "\n".join(stamps), "pdfs": "\n".join(pdfs)}

    def part(match: re.Match[str]) -> str:
        return (match[2] if said[match[1]] else match[3]) or ""

    found = {}
    for lang in LANGS:
        name = f"README.{lang}.md"
        text = Template(_PART.sub(part, _shipped(name))).substitute(said)
        found[name] = re.sub(r"\n{3,}", "\n\n", text).encode()
    return found


def times_of(files: Mapping[str, bytes]) -> dict[str, datetime]:
    """Return the time that stands in each `.tsr` file; raises Refused when one cannot be read."""
    return {name: read_token(tsr).time for name, tsr in files.items() if name.endswith(".tsr")}


def _stamp_command(name: str, time: datetime) -> str:
    size, roots = re.findall(r"\d+", name)[0], name.replace(".tsr", ".pem")
    data = f"-data checkpoints/{size}.txt -in {name}"
    return f"openssl ts -verify {data} -CAfile {roots} -attime {int(time.timestamp())}"


def _shipped(name: str) -> str:
    return package_files("tanba.evidence.bundle").joinpath("shipped", name).read_text("utf-8")
