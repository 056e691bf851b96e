"""From a certificate to an authority that the reader trusts, within bounds (RFC 5280, section 6)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from tanba.evidence.certificates.algorithms import VALID, Check, check
from tanba.evidence.certificates.certificate import Certificate
from tanba.evidence.certificates.revocation import RevocationList

LONGEST: Final = 4
"""Authorities between a certificate and an anchor."""
_MOST_CHECKS: Final = 16


class Authorities:
    """
    Whom the reader trusts, what else was enclosed, and lists of what was revoked.

    No more than 16 signatures of certificates and lists are computed, whatever is enclosed.
    """

    def __init__(
        self,
        anchors: Iterable[Certificate],
        enclosed: Iterable[Certificate] = (),
        lists: Iterable[RevocationList] = (),
    ) -> None:
        self._anchors = {one.der: one for one in anchors}
        self._enclosed = {one.der: one for one in enclosed if one.der not in self._anchors}
        self._lists = tuple(lists)
        self._known: dict[tuple[bytes, bytes], Check] = {}

    def path(self, leaf: Certificate) -> tuple[Certificate, ...] | Check:
        """
        Return the way from a certificate to an anchor, both with it, or why none is shown.

        Every signature on it verifies; days and revocations are not looked at.
        """
        if not self._anchors:
            return Check(verdict="not shown", why="no-anchor")
        found = self._onward((leaf,))
        if found:
            return found
        unread = next((one for one in self._known.values() if one.verdict == "not shown"), None)
        return unread or Check(verdict="not shown", why="no-path", about=leaf.authority.name)

    def standing(self, path: Sequence[Certificate], at: datetime | None) -> tuple[Check, bool]:
        """
        Say whether a certificate stood at a time by lists of revocations, and whether that was looked up.

        Looked up: for each certificate of the path a whole list by its issuer, good at that time or made
        later. Without a time, a revocation at any time counts against it.
        """
        complete = True
        for one, issuer in pairwise(path):
            lists = [each for each in self._lists if self._speaks(each, one, issuer)]
            for day in (each.revoked(one.serial) for each in lists):
                if day is not None and (at is None or day <= at):
                    about = f"{day:%Y-%m-%d}"
                    if at is None:
                        return Check(verdict="not shown", why="revoked-sometime", about=about), True
                    return Check(verdict="invalid", why="revoked", about=about), True
            complete &= any(at is None or each.made >= at or (each.due or at) > at for each in lists)
        return VALID, complete

    def _onward(self, path: tuple[Certificate, ...]) -> tuple[Certificate, ...] | None:
        last = path[-1]
        if last.der in self._anchors:
            return path
        for trusted in (self._anchors, self._enclosed):
            if trusted is self._enclosed and len(path) > LONGEST:
                break
            for issuer in trusted.values():
                if issuer not in path and _may_issue(issuer, last, len(path) - 1):
                    if self._verified(last, issuer).verdict != "valid":
                        continue
                    if found := self._onward((*path, issuer)):
                        return found
        return None

    def _speaks(self, each: RevocationList, one: Certificate, issuer: Certificate) -> bool:
        if each.issuer != one.issuer or each.partial:
            return False
        if issuer.usages is not None and "revocations" not in issuer.usages:
            return False
        key = (each.signed, issuer.der)
        if key not in self._known and len(self._known) < _MOST_CHECKS:
            self._known[key] = check(issuer.key, each.algorithm, each.signed, each.signature)
        return key in self._known and self._known[key].verdict == "valid"

    def _verified(self, one: Certificate, issuer: Certificate) -> Check:
        key = (one.der, issuer.der)
        if key not in self._known:
            if len(self._known) >= _MOST_CHECKS:
                return Check(verdict="not shown", why="too-many")
            self._known[key] = check(issuer.key, one.algorithm, one.signed, one.signature)
        return self._known[key]


def _may_issue(issuer: Certificate, one: Certificate, below: int) -> bool:
    """Say whether a certificate is of an authority that may have issued another (6.1.4)."""
    return (
        issuer.subject == one.issuer
        and issuer.issues
        and not issuer.critical
        and (issuer.usages is None or "certificates" in issuer.usages)
        and (issuer.path is None or issuer.path >= below)
        and (not one.issuer_key_id or not issuer.key_id or one.issuer_key_id == issuer.key_id)
    )
