"""A key that signs, and the authorities that a reader trusts."""

from dataclasses import dataclass, field
from typing import Final, Literal

from tanba.kernel import value

Algorithm = Literal["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"]

C2PA_SIGNING: Final = "1.3.6.1.4.1.62558.2.1"
"""Extended key usage of C2PA 2.2: claim signing."""
PURPOSES: Final = (C2PA_SIGNING, "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36")
"""Extended key usages whose certificates may sign: C2PA's own, e-mail protection, document signing."""


@value
class Token:
    """A key that never leaves its device (PKCS#11)."""

    module: str
    label: str
    key: str
    pin_from: str
    """The environment variable that holds the PIN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """An opened key. Its secret half is never shown: not by `repr`, not in an error."""

    name: str
    algorithm: Algorithm
    chain: str
    """PEM, the signer's certificate first; the root need not be in it."""
    private: bytes = field(default=b"", repr=False)
    """PEM, PKCS#8, open; empty when the key lies on a token."""
    token: Token | None = None
    local: bool = False
    """Issued by the authority that Tanba made on this machine."""
    time_authority: str = ""
    """Address of an RFC 3161 time-stamp authority, or empty."""


@value
class Trust:
    """Whom a reader trusts."""

    anchors: str = ""
    """PEM of the roots, one after the other; those of `local` among them."""
    local: str = ""
    """PEM of the roots that Tanba made on this machine: they vouch for nobody else."""
    purposes: tuple[str, ...] = PURPOSES
