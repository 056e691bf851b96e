"""
The keys room: a folder of keys, each under its passphrase or on its token, and whom a reader trusts.

    store = KeyStore(Path("keys"))
    store.new("newsroom", "Qala News", "correct horse battery", "ed25519", on=date(2026, 3, 1))
    signer = Signer(store.open("newsroom", "correct horse battery", on=date(2026, 3, 1)))
    len(signer.sign(b"what was said"))                                       # 64

Marks, evidence and works sign with what is kept here; it stands below them and knows none of them.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.keys.card import StoredKey
    from tanba.keys.folder import default_folder
    from tanba.keys.key import Algorithm, SigningKey, Token, Trust
    from tanba.keys.seal import sealed, unsealed
    from tanba.keys.signer import Signer
    from tanba.keys.store import KeyStore
    from tanba.keys.token import signature
    from tanba.keys.trust import Anchors

__all__ = [
    "Algorithm",
    "Anchors",
    "KeyStore",
    "Signer",
    "SigningKey",
    "StoredKey",
    "Token",
    "Trust",
    "default_folder",
    "sealed",
    "signature",
    "unsealed",
]

_ROOMS = {
    "Algorithm": "key",
    "Anchors": "trust",
    "KeyStore": "store",
    "Signer": "signer",
    "SigningKey": "key",
    "StoredKey": "card",
    "Token": "key",
    "Trust": "key",
    "default_folder": "folder",
    "sealed": "seal",
    "signature": "token",
    "unsealed": "seal",
}

__getattr__ = lazy_door(__name__, _ROOMS)
