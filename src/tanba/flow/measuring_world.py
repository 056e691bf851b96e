"""The world that measures are given: the clock, the network within bounds, and what other rooms read."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tanba.flow.network import Bounds, Web
from tanba.flow.verification import known_wordings
from tanba.kernel import Missing
from tanba.keys import Trust
from tanba.law import Pack
from tanba.measures import Fetch, Post, Reply, World

if TYPE_CHECKING:
    from tanba.flow.labels_seen import LabelReader

_SIZE: Final = 4 << 20
_FILE: Final = 256 << 20
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


@contextmanager
def real_world(
    keep: Path | None,
    seconds: float,
    tick: Callable[[int, int], None],
    trust: Trust,
    pack: Pack,
    private: bool = True,
) -> Iterator[World]:
    """
    Yield the real world for one run.

    `seconds` bound one question over the network; `private` allows machines of a private network, which is
    where one's own system mostly stands. Transcripts go to the folder `keep`. Labels are read with somebody's
    `trust` and the wordings of a `pack`.
    """
    bounds = Bounds(seconds=seconds, size=_FILE, private=private)
    with ExitStack() as stack:
        if keep is not None:
            stack.enter_context(_folder(keep))

        @cache
        def reader() -> "LabelReader":
            # What reads manifests takes half a second to load; most measures look at no file.
            from tanba.flow.labels_seen import LabelReader

            return stack.enter_context(LabelReader(trust, known_wordings(pack)))

        yield World(
            clock=time.monotonic,
            sleep=time.sleep,
            tick=tick,
            post=_posts(bounds),
            fetch=_fetches(bounds),
            label=lambda file: reader().label(file),
            reserved=lambda file: reader().reserved(file),
            keep=keep,
        )


@contextmanager
def _folder(keep: Path) -> Iterator[None]:
    """Make a folder, and take it away again when nothing was put into it; raises Missing CL02."""
    made = [one for one in (keep, *keep.parents) if not one.exists()]
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Missing(f"{keep}: CL02 cannot be written: {(error.strerror or '').lower()}") from None
    try:
        yield
    finally:
        with suppress(OSError):  # something lies in it
            for one in made:
                one.rmdir()


def _posts(bounds: Bounds) -> Post:
    def post(url: str, data: bytes, headers: Mapping[str, str]) -> Reply:
        begun = time.monotonic()
        with Web(bounds) as web:
            found = web.post(url, data, "application/json", size=_SIZE, headers=headers)
        return Reply(status=found.status, body=found.body, seconds=time.monotonic() - begun)

    return post


def _fetches(bounds: Bounds) -> Fetch:
    def fetch(url: str, folder: Path) -> Path:
        with Web(bounds) as web:
            found = web.get(url)
        if found.status != 200:
            raise Missing(f"{url}: MS03 answered with the status {found.status}")
        ending = _ENDING.search(url.partition("?")[0])
        path = folder / (sha256(url.encode()).hexdigest()[:32] + (ending.group() if ending else ""))
        path.write_bytes(found.body)
        return path

    return fetch
