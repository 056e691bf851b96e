"""Keys: a folder of them, each under its passphrase, and whom a reader trusts."""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.marks.keys.card import StoredKey
    from tanba.marks.keys.folder import default_folder
    from tanba.marks.keys.key import Algorithm, SigningKey, Token, Trust
    from tanba.marks.keys.store import KeyStore
    from tanba.marks.keys.trust import Anchors

__all__ = [
    "Algorithm",
    "Anchors",
    "KeyStore",
    "SigningKey",
    "StoredKey",
    "Token",
    "Trust",
    "default_folder",
]

_ROOMS = {
    "Algorithm": "key",
    "Anchors": "trust",
    "KeyStore": "store",
    "SigningKey": "key",
    "StoredKey": "card",
    "Token": "key",
    "Trust": "key",
    "default_folder": "folder",
}

__getattr__ = lazy_door(__name__, _ROOMS)
