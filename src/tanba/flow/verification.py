"""Verifying files: with the trust of the one who asks, and the wordings that the law's pack knows."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tanba.flow.marking import Tick, guarded, without_sidecars
from tanba.kernel import LANGS, Lang, value
from tanba.keys import Trust
from tanba.law import Pack
from tanba.marks import Entry, Inspector, Journal, Outcome, Tally, Verified, listing, run, verify


def known_wordings(pack: Pack) -> tuple[tuple[Lang, str], ...]:
    """Return every label that the pack would put on something, in every language."""
    said = [
        (lang, text.in_(lang))
        for notice in pack.notices
        for text in (notice.says, notice.short)
        for lang in LANGS
    ]
    return tuple(dict.fromkeys(said))


@value
class VerifyWork:
    """The work on one file, as each process gets it: read every layer, and put it into words."""

    trust: Trust
    wordings: tuple[tuple[Lang, str], ...]
    render: Callable[[Verified], str]
    """Gives what is kept of a file; it goes to other processes: a function of a module, or a value."""
    worth: Callable[[Verified], str]
    """Gives the word under which a file is counted: met, missing, not shown."""

    def __call__(self) -> Callable[[Entry], Outcome]:
        """Return the work."""
        inspector = Inspector(self.trust)

        def work(entry: Entry) -> Outcome:
            seen = verify(entry.path, inspector, self.wordings)
            return Outcome(
                state="done", kind=self.worth(seen), size=seen.size, detail=self.render(seen)
            )

        return guarded(work)


def verify_files(
    sources: Sequence[Path],
    work: VerifyWork,
    journal: Path,
    *,
    jobs: int = 1,
    tick: Tick | None = None,
    each: Callable[[str], None],
) -> Tally:
    """Verify files and whole folders; give `each` what was rendered of every file, at the end."""
    with Journal(journal, "verify") as kept:
        entries = without_sidecars(listing(sources, leave=kept.files, apart=True))
        tally = run(entries, work, jobs=jobs, journal=kept, tick=tick)
        for _, _, detail in kept.details():
            each(detail)
    return tally
