"""RFC 3161 time-stamps: proven only when somebody whom the reader trusts vouches for the time."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from io import BytesIO

import pytest

from keys.signers import Keys, TimeAuthority, serve, time_authority
from marks.samples import sample
from tanba.kernel import Refused
from tanba.keys.key import Trust
from tanba.marks.credentials import Claim, Inspector, Stamp
from tanba.marks.disclosure import Disclosure
from tanba.marks.media import container

PNG = container("png")


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    if shutil.which("openssl") is None:
        pytest.skip("NO OPENSSL HERE: nothing plays the time-stamp authority, time-stamps go untested")
    with time_authority(
        tmp_path_factory.mktemp("clock"), datetime.now(UTC) - timedelta(days=1)
    ) as authority:
        yield authority


@pytest.fixture(scope="module")
def stamped(clock: TimeAuthority, keys: Keys, said: Disclosure) -> bytes:
    return signed(keys, clock.address, said)


def signed(keys: Keys, address: str, said: Disclosure) -> bytes:
    target = BytesIO()
    with Stamp(replace(keys.key, time_authority=address)) as stamp:
        stamp.sign(BytesIO(sample("png")), target, PNG, Claim(disclosure=said))
    return target.getvalue()


def test_a_time_is_proven_when_the_reader_trusts_the_time_authority(
    stamped: bytes, clock: TimeAuthority, keys: Keys
) -> None:
    trust = Trust(anchors=keys.root + clock.root, local=keys.root)
    seen = Inspector(trust).read(BytesIO(stamped), PNG)
    assert (seen.state, seen.local, seen.time_proven) == ("trusted", True, True)
    age = datetime.now(UTC) - datetime.fromisoformat(seen.time)
    assert seen.time.endswith("Z")
    assert timedelta(seconds=-2) < age < timedelta(minutes=5)


def test_a_time_stamp_of_somebody_unknown_proves_nothing(
    stamped: bytes, keys: Keys, said: Disclosure
) -> None:
    seen = Inspector(keys.local).read(BytesIO(stamped), PNG)
    assert (seen.state, seen.time_proven, seen.time) == ("trusted", False, said.time)


def test_a_trusted_time_authority_does_not_make_the_signer_trusted(
    stamped: bytes, clock: TimeAuthority
) -> None:
    seen = Inspector(Trust(anchors=clock.root)).read(BytesIO(stamped), PNG)
    assert (seen.state, seen.time_proven) == ("valid", True)


def test_a_changed_time_stamp_is_not_proven(stamped: bytes, clock: TimeAuthority, keys: Keys) -> None:
    year = f"{datetime.now(UTC):%Y}".encode()
    assert stamped.count(year + f"{datetime.now(UTC):%m}".encode()) >= 1
    changed = stamped.replace(year + f"{datetime.now(UTC):%m}".encode(), b"201101")
    seen = Inspector(Trust(anchors=keys.root + clock.root)).read(BytesIO(changed), PNG)
    assert not seen.time_proven
    assert not seen.time.startswith("2011")


def test_without_a_time_authority_the_time_is_the_signers_word(keys: Keys, said: Disclosure) -> None:
    seen = Inspector(keys.local).read(BytesIO(signed(keys, "", said)), PNG)
    assert (seen.time, seen.time_proven) == (said.time, False)


def test_a_time_authority_that_is_not_there_is_a_clear_refusal(keys: Keys, said: Disclosure) -> None:
    with pytest.raises(Refused) as refused:
        signed(keys, "http://127.0.0.1:9/", said)
    assert refused.value.code == "MK52"


class Nonsense(BaseHTTPRequestHandler):
    """Answers everything with words that are no time-stamp."""

    code, words = 200, b"what time is it?"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.code)
        self.send_header("content-length", str(len(self.words)))
        self.end_headers()
        self.wfile.write(self.words)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


class Failing(Nonsense):
    """Answers with a server error."""

    code = 500


@pytest.mark.parametrize("answer", [Nonsense, Failing])
def test_a_time_authority_that_talks_nonsense_is_a_clear_refusal(
    answer: type[BaseHTTPRequestHandler], keys: Keys, said: Disclosure
) -> None:
    with serve(answer) as address, pytest.raises(Refused) as refused:
        signed(keys, address, said)
    assert refused.value.code == "MK52"
