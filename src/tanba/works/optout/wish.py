"""What an owner wants to be said."""

import re
from typing import Final

from tanba.kernel import Refused, value

_ADDRESS: Final = re.compile(r"https?://[!-~]{1,1000}")


@value
class Wish:
    """Whether a work may be learned from."""

    allowed: bool = False
    search: bool | None = None
    """Whether it may be used for search (IETF aipref only); None says nothing."""
    policy: str = ""
    """Where the terms of a licence stand (TDMRep only)."""

    def checked(self) -> "Wish":
        """Return itself; raises Refused OP13 for a policy that is no address of the web in ASCII."""
        if self.policy and (not _ADDRESS.fullmatch(self.policy) or set('"<>\\') & set(self.policy)):
            hint = "write it as https://…, other letters percent-encoded"
            raise Refused("OP13", "the policy is not an address of the web", hint)
        return self

    @property
    def usage(self) -> dict[str, str]:
        """The preferences of IETF aipref, by category."""
        said = {"train-ai": "y" if self.allowed else "n"}
        return said if self.search is None else said | {"search": "y" if self.search else "n"}

    @property
    def reservation(self) -> int:
        """TDMRep: 1 reserves mining, 0 does not."""
        return int(not self.allowed)
