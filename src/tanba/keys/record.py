"""What the store remembers of a key beside its files: one small JSON object, written last."""

import json
from collections.abc import Mapping
from typing import Any, Final, get_args
from urllib.parse import urlsplit

from tanba.kernel import Refused, value
from tanba.keys.key import Algorithm, Token

ALGORITHMS: Final[tuple[Algorithm, ...]] = get_args(Algorithm)
LARGEST: Final = 65_536
LONGEST_ADDRESS: Final = 2_000


@value
class Record:
    """One key as it stands. Its files carry the number of the generation: `key-2.pem`."""

    algorithm: Algorithm
    generation: int
    """How many times the key was made or imported, from 1."""
    root: int
    """The generation whose local authority vouches for it; 0 for a key from elsewhere."""
    made: str
    """The day of this generation, as ISO 8601 writes it."""
    time_authority: str = ""
    token: Token | None = None
    organisation: str = ""

    def __post_init__(self) -> None:
        """Refuse an address that is none (KY16)."""
        check_address(self.time_authority)

    @property
    def local(self) -> bool:
        """Whether Tanba's own authority on this machine issued it."""
        return self.root > 0


def check_address(address: str) -> None:
    """Raise Refused (KY16) when a time-stamp authority is not at an http or https address."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    plain = address.isascii() and address.isprintable() and " " not in address
    if not fits or not plain or len(address) > LONGEST_ADDRESS:
        hint = "it starts with http:// or https://"
        raise Refused("KY16", "not the address of a time-stamp authority", hint)


def to_json(record: Record) -> bytes:
    """Return a record as it is kept."""
    kept: dict[str, Any] = {"tanba": 1}
    for name in ("algorithm", "generation", "root", "made", "time_authority", "organisation"):
        kept[name] = getattr(record, name)
    if record.token:
        kept["token"] = {name: getattr(record.token, name) for name in _TOKEN}
    return json.dumps(kept, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


_TOKEN: Final = ("module", "label", "key", "pin_from")


def from_json(data: bytes) -> Record:
    """Return what a record says; raise Refused (KY19) when it is not one of ours."""
    try:
        kept = json.loads(data)
    except (ValueError, RecursionError):
        raise _damaged("not JSON") from None
    if not isinstance(kept, Mapping) or kept.get("tanba") != 1:
        raise _damaged("another version, or not of Tanba")
    algorithm = next((one for one in ALGORITHMS if one == kept.get("algorithm")), None)
    if algorithm is None:
        raise _damaged("no such algorithm")
    token = kept.get("token")
    return Record(
        algorithm=algorithm,
        generation=_number(kept, "generation", least=1),
        root=_number(kept, "root", least=0),
        made=_text(kept, "made"),
        time_authority=_text(kept, "time_authority"),
        organisation=_text(kept, "organisation"),
        token=Token(**{name: _text(token, name) for name in _TOKEN})
        if isinstance(token, Mapping)
        else None,
    )


def _number(kept: Mapping[Any, Any], name: str, least: int) -> int:
    number = kept.get(name)
    if type(number) is not int or not least <= number <= 1_000_000:
        raise _damaged(f"{name} is not a whole number from {least} on")
    return number


def _text(kept: Mapping[Any, Any], name: str) -> str:
    text = kept.get(name, "")
    if not isinstance(text, str) or len(text) > LARGEST:
        raise _damaged(f"{name} is not text")
    return text


def _damaged(what: str) -> Refused:
    return Refused(
        "KY19",
        f"the record of the key is damaged: {what}",
        "bring it back from a copy, or make a new key",
    )
