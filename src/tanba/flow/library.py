"""Where packs lie, and where checked copies of them are kept."""

import os
from pathlib import Path

from tanba.kernel import Missing
from tanba.law import Pack, read_pack

DEFAULT = "kz/ai-law"


def find_pack(name: str | None = None) -> Path:
    """
    Return the folder of a pack, by its name (kz/ai-law) or by its path.

    A name is never a path: a folder kz/ai-law in somebody's checkout does not become the law. Raises
    Missing with the names there are.
    """
    wanted = name or DEFAULT
    if wanted in pack_names():
        return next(shelf / wanted for shelf in _shelves() if _is_pack(shelf / wanted))
    if _is_pack(Path(wanted)):
        return Path(wanted)
    raise Missing(f"no pack {wanted[:200]!r}\n    hint: there are {', '.join(pack_names())}")


def pack_names() -> list[str]:
    """Return the names of the packs that came with Tanba."""
    heads = (head for shelf in _shelves() for head in shelf.glob("*/*/pack.yaml"))
    return sorted({"/".join(head.parent.parts[-2:]) for head in heads})


def open_pack(name: str | None = None) -> Pack:
    """Return a pack, checked; a copy is kept in the person's cache so that the next time is quick."""
    return read_pack(find_pack(name), cache=_cache())


def open_named(name: str) -> Pack:
    """Return a pack that came with Tanba; raises Missing for any other name, a path among them."""
    if name not in pack_names():
        hint = f"there are {', '.join(pack_names())}; a folder is named with --pack"
        raise Missing(f"no pack {name[:200]!r}\n    hint: {hint}")
    return open_pack(name)


def _is_pack(folder: Path) -> bool:
    # Unlike Path.is_file, this takes any name: too long, or with a NUL in it, is no pack either.
    return os.path.isfile(folder / "pack.yaml")


def _shelves() -> list[Path]:
    # Installed, the packs lie inside the package; in a checkout, beside src/.
    home = Path(__file__).resolve().parents[1]
    return [home / "packs", home.parents[1] / "packs"]


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "tanba" / "packs"
