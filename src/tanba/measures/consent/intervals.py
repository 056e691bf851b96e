"""
When each person consents: stretches of time that do not overlap, in one sorted index.

A consent holds from its first moment in to its first moment out, and no longer than to the first withdrawal
of the same person and purpose at or after its beginning, whichever receipt tells it. Consent given after a
withdrawal holds again. A withdrawal at the very moment at which a consent begins ends it: of two receipts that
contradict each other, the withdrawal counts.
"""

import numpy as np

from tanba.measures.consent.acts import EVER, Acts, Numbers, Truths


class Consents:
    """The stretches of time in which consent holds, by key of person and purpose."""

    def __init__(self, acts: Acts) -> None:
        keys, starts, ends = acts.given()
        gone_keys, gone = acts.ended()
        # Moments become ranks, so that key and moment make one whole number, and nothing is rounded.
        self._moments = np.unique(np.concatenate([starts, ends, gone]))
        self._wide = len(self._moments) + 1
        begin = self._placed(keys, starts)
        over = np.append(np.sort(self._placed(gone_keys, gone)), EVER)
        # The next withdrawal of somebody else lies beyond every end of this key.
        end = np.minimum(self._placed(keys, ends), over[np.searchsorted(over, begin, side="left")])
        kept = np.flatnonzero(begin < end)
        order = kept[np.argsort(begin[kept], kind="stable")]
        self._starts, self._ends = _merged(begin[order], end[order])

    def hold(self, keys: Numbers, first: Numbers, last: Numbers) -> Truths:
        """
        Return for each reading whether consent holds from `first` to `last`, both included, without a gap.

        Keys are those of `Acts.key_of`; a key of -1 has no consent.
        """
        if not len(self._starts):
            return np.zeros(len(keys), dtype=np.bool_)
        at = np.searchsorted(self._starts, self._placed(keys, first), side="right") - 1
        # A stretch of somebody before this key ends before every moment of this key.
        inside = self._placed(keys, last) < self._ends[np.maximum(at, 0)]
        return (keys >= 0) & (at >= 0) & inside

    def _placed(self, keys: Numbers, moments: Numbers) -> Numbers:
        return keys * self._wide + np.searchsorted(self._moments, moments, side="right")


def _merged(begin: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """Return sorted stretches with those that touch or overlap made one; keys never touch each other."""
    if not len(begin):
        return begin, end
    reach = np.maximum.accumulate(end)
    fresh = np.flatnonzero(np.append(True, begin[1:] > reach[:-1]))
    return begin[fresh], reach[np.append(fresh[1:], len(begin)) - 1]
