"""Files attached to a PDF (ISO 32000-2, 7.11.4), taken out within bounds: nothing unfolds without end."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from tanba.evidence.signatures.limits import opened, readable
from tanba.kernel import Refused

MOST_FILES: Final = 32
_NODES: Final = 100
"""Of the tree of their names: that of a dossier has one."""


def attached_files(pdf: bytes, names: Collection[str]) -> dict[str, bytes]:
    """
    Return those of the files attached to a PDF that are called so; of a name told twice the first one.

    Raises Refused (EV70) when the PDF cannot be read, is encrypted, unfolds to more than 64 MiB (of a
    file of more than 16 MiB: to four times its size), or more than 32 files are attached to it.
    """
    reader = opened(pdf)
    found: dict[str, bytes] = {}
    with readable():
        for number, (name, file) in enumerate(_named(reader)):
            if number == MOST_FILES:
                raise Refused("EV70", f"a PDF with more than {MOST_FILES} attached files")
            if name in names and name not in found:
                found[name] = file["/EF"]["/F"].data
    return found


def _named(reader: Any) -> Iterator[tuple[str, Any]]:
    """Yield the leaves of the tree of names, in order."""
    nodes = [_of(_of(reader.root, "/Names", {}), "/EmbeddedFiles", {})]
    for _ in range(_NODES):
        if not nodes:
            return
        node = nodes.pop()
        leaves, kids = _of(node, "/Names", ()), _of(node, "/Kids", ())
        yield from ((str(leaves[at]), leaves[at + 1]) for at in range(0, len(leaves), 2))
        nodes += [kids[at] for at in range(min(len(kids), _NODES))][::-1]
    raise Refused("EV70", "a PDF whose tree of attached files has no end")


def _of(node: Any, key: str, none: Any) -> Any:
    """Return what stands there, or what that refers to: the library follows in brackets, not in `get`."""
    return node[key] if key in node else none  # noqa: SIM401
