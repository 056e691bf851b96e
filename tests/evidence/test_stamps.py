"""RFC 3161 time-stamps: two implementations and OpenSSL agree, and nothing else shows a time."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st
from rfc3161_client import decode_timestamp_response

from evidence.clocks import NOON, Clock, answering, post
from keys.signers import TimeAuthority, time_authority
from tanba.evidence import StampSeen, check_stamp, gathered, stamped
from tanba.evidence.stamps.asking import query_for
from tanba.evidence.stamps.token import LARGEST, read_token
from tanba.kernel import Refused

TEXT = "example.kz/log\n7\nyc7V…\n".encode()
BOTH = ("rfc3161-client", "pyhanko")
ANYWHERE = "http://clock.example/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clock")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Iterator[TimeAuthority]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here: nothing plays the time-stamp authority")
    with time_authority(folder, datetime.now(UTC) - timedelta(days=1)) as one:
        (folder / "ca.pem").write_text(one.root)
        yield one


@pytest.fixture(scope="module")
def tsr(authority: TimeAuthority) -> bytes:
    return stamped(TEXT, authority.address, post)


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def old(clock: Clock) -> bytes:
    return stamped(TEXT, ANYWHERE, clock.post)


@pytest.fixture(scope="module")
def right(old: bytes, clock: Clock) -> StampSeen:
    return check_stamp(old, TEXT, clock.pem)


def openssl_accepts(folder: Path, tsr: bytes, data: bytes = TEXT) -> bool:
    (folder / "text").write_bytes(data)
    (folder / "answer.tsr").write_bytes(tsr)
    words = ["openssl", "ts", "-verify", "-data", "text", "-in", "answer.tsr", "-CAfile", "ca.pem"]
    return subprocess.run(words, cwd=folder, capture_output=True).returncode == 0


def refusal(work) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.code


# --- what holds


def test_two_implementations_and_openssl_hold_a_stamp_for_valid(
    folder: Path, authority: TimeAuthority, tsr: bytes
) -> None:
    seen = check_stamp(tsr, TEXT, authority.root)
    assert (seen.state, seen.by, seen.why) == ("valid", BOTH, "")
    assert (seen.authority, seen.policy) == ("Clock", "1.2.3.4.1")
    assert seen.time is not None
    assert abs(datetime.now(UTC) - seen.time) < timedelta(minutes=5)
    assert openssl_accepts(folder, tsr)


def test_a_chain_with_an_authority_between_is_followed_to_its_root() -> None:
    clock = Clock(between=True)
    seen = check_stamp(stamped(TEXT, ANYWHERE, clock.post), TEXT, clock.pem)
    assert (seen.state, seen.by) == ("valid", BOTH)


def test_a_stamp_can_be_checked_inside_an_event_loop(old: bytes, clock: Clock) -> None:
    async def inside() -> str:
        return check_stamp(old, TEXT, clock.pem).state

    assert asyncio.run(inside()) == "valid"


def test_certificates_in_another_order_than_der_asks_are_read_and_kept_as_they_came(
    folder: Path, authority: TimeAuthority, tsr: bytes
) -> None:
    """What OpenSSL writes by chance of its keys, and a strict reader refuses whole."""
    one, two = sorted(read_token(tsr).certificates)
    untidy = tsr.replace(one + two, two + one)
    assert untidy != tsr.replace(two + one, one + two)
    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        decode_timestamp_response(untidy)
    assert openssl_accepts(folder, untidy)
    assert check_stamp(untidy, TEXT, authority.root).by == BOTH
    assert stamped_again(untidy) == untidy


def stamped_again(tsr: bytes) -> bytes:
    """Return what is kept of an answer, where nonce and bytes happen to be those asked for."""
    from tanba.evidence.stamps import asking

    nonce = read_token(tsr).nonce
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "randbits", lambda bits: nonce)
        return stamped(TEXT, ANYWHERE, answering(tsr))


# --- time comes from nobody but the authority


@pytest.mark.parametrize("year", [1999, 2026, 2047])
def test_the_time_is_the_authoritys_whatever_the_clock_of_this_machine_says(year: int) -> None:
    time = NOON.replace(year=year)
    clock = Clock(time=time, since=time - timedelta(days=5), days=10)
    seen = check_stamp(stamped(TEXT, ANYWHERE, clock.post), TEXT, clock.pem)
    assert (seen.state, seen.time) == ("valid", time)


@pytest.mark.parametrize("days", [-40, 40])
def test_a_certificate_that_was_not_valid_at_the_time_it_stamps_proves_nothing(days: int) -> None:
    clock = Clock(time=NOON + timedelta(days=days), since=NOON - timedelta(days=30), days=60)
    seen = check_stamp(stamped(TEXT, ANYWHERE, clock.post), TEXT, clock.pem)
    assert (seen.state, seen.time, seen.by) == ("invalid", None, ())
    assert "not valid at the time" in seen.why


@pytest.mark.parametrize("usage", [(), (ExtendedKeyUsageOID.EMAIL_PROTECTION,)])
def test_a_certificate_for_another_purpose_proves_no_time(usage: tuple[object, ...]) -> None:
    clock = Clock(usage=usage)  # type: ignore[arg-type]
    seen = check_stamp(stamped(TEXT, ANYWHERE, clock.post), TEXT, clock.pem)
    assert (seen.state, seen.time) == ("invalid", None)


def test_where_the_two_implementations_disagree_no_time_is_shown() -> None:
    clock = Clock(critical=False)  # RFC 3161, 2.3: the purpose is critical; one of them insists
    seen = check_stamp(stamped(TEXT, ANYWHERE, clock.post), TEXT, clock.pem)
    assert (seen.state, seen.time, seen.by) == ("not shown", None, ("pyhanko",))
    assert "only one of two" in seen.why
    assert "rfc3161-client: " in seen.detail


def test_a_forger_who_made_a_root_of_his_own_shows_no_time(
    old: bytes, authority: TimeAuthority
) -> None:
    for roots in ("", authority.root):
        seen = check_stamp(old, TEXT, roots)
        assert (seen.state, seen.time, seen.says) == ("not shown", None, NOON)


def test_a_stamp_over_other_bytes_is_invalid(old: bytes, clock: Clock) -> None:
    seen = check_stamp(old, TEXT + b"\n", clock.pem)
    assert (seen.state, seen.time) == ("invalid", None)
    assert "other bytes" in seen.why


def test_a_stamp_that_answers_another_question_is_invalid(old: bytes, clock: Clock) -> None:
    nonce = read_token(old).nonce
    assert nonce is not None
    assert check_stamp(old, TEXT, clock.pem, nonce).state == "valid"
    assert check_stamp(old, TEXT, clock.pem, nonce + 1).state == "invalid"


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_no_altered_stamp_shows_another_time_or_authority(
    old: bytes, right: StampSeen, clock: Clock, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(old) - 1))
    bit = data.draw(st.integers(0, 7))
    altered = old[:at] + bytes((old[at] ^ 1 << bit,)) + old[at + 1 :]
    seen = check_stamp(altered, TEXT, clock.pem)
    assert seen == right or (seen.state != "valid" and seen.time is None)


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.binary(max_size=300), st.integers(0, 1_200)))
def test_garbage_and_half_an_answer_are_invalid(old: bytes, clock: Clock, what: bytes | int) -> None:
    half = old[:what] if isinstance(what, int) else what
    seen = check_stamp(half, TEXT, clock.pem)
    assert (seen.state, seen.says) == ("invalid", None)
    assert seen.detail.startswith(("EV60", "EV61"))


@pytest.mark.parametrize(
    "answer", [b"\x30\x80" * 100_000, b"\x30\x84\x7f\xff\xff\xff", b"0" * (LARGEST + 1)]
)
def test_hostile_answers_cost_little_and_are_invalid(answer: bytes, clock: Clock) -> None:
    assert check_stamp(answer, TEXT, clock.pem).state == "invalid"


def test_roots_that_are_none_are_refused(old: bytes) -> None:
    broken = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    for roots in ("root", broken):
        assert refusal(lambda roots=roots: check_stamp(old, TEXT, roots)) == "EV64"


# --- asking


def test_an_answer_to_another_question_is_not_kept(clock: Clock, old: bytes) -> None:
    assert refusal(lambda: stamped(TEXT, ANYWHERE, answering(old))) == "EV62"  # replayed
    others, _ = query_for(b"other bytes")
    assert refusal(lambda: stamped(TEXT, ANYWHERE, answering(clock.post(ANYWHERE, others)))) == "EV62"


def test_an_authority_that_leaves_out_its_certificate_is_not_kept(authority: TimeAuthority) -> None:
    def without(address: str, query: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(query)
        asked["cert_req"] = False
        return post(address, asked.dump())

    assert refusal(lambda: stamped(TEXT, authority.address, without)) == "EV62"


def test_an_authority_that_refuses_is_told_with_its_own_words(authority: TimeAuthority) -> None:
    def unknown(address: str, query: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(query)
        asked["req_policy"] = "1.2.3.4.99"
        return post(address, asked.dump())

    with pytest.raises(Refused, match="policy") as refused:
        stamped(TEXT, authority.address, unknown)
    assert refused.value.code == "EV61"


def test_words_of_an_authority_cannot_turn_the_line_around() -> None:
    said = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["no\u202e\n\x1b[31m"]}).dump()
    with pytest.raises(Refused) as refused:
        read_token(b"\x30" + bytes((len(said),)) + said)
    assert refused.value.code == "EV61"
    assert refused.value.what.isprintable()


@pytest.mark.parametrize(
    "answer", [b"", b"what time is it?", b"\x00" * 10_000_000, b"<html>busy</html>"]
)
def test_nonsense_is_refused_as_no_answer(answer: bytes) -> None:
    assert refusal(lambda: stamped(TEXT, ANYWHERE, answering(answer))) == "EV60"


def test_several_authorities_are_asked_and_one_that_is_silent_stops_nobody(clock: Clock) -> None:
    def some(address: str, query: bytes) -> bytes:
        if "silent" in address:
            raise ConnectionRefusedError(111, "Connection refused")
        return clock.post(address, query) if "clock" in address else b"no"

    found = gathered(TEXT, ("http://silent/", "http://clock/", "http://odd/"), some)
    assert [one.refused[:4] for one in found] == ["EV63", "", "EV60"]
    assert check_stamp(found[1].tsr, TEXT, clock.pem).state == "valid"
    assert found[0].tsr == found[2].tsr == b""


def test_each_question_has_a_nonce_of_its_own_and_asks_for_certificates(clock: Clock) -> None:
    for _ in range(2):
        stamped(TEXT, ANYWHERE, clock.post)
    last = [tsp.TimeStampReq.load(query).native for query in clock.asked[-2:]]
    assert last[0]["nonce"] != last[1]["nonce"]
    assert last[0]["cert_req"]


# --- how often
