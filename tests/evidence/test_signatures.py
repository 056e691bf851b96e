"""Signed PDFs (PAdES): poppler accepts what we sign, and we show no more than what holds."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper

from evidence.bundles import needs_pdfsig
from evidence.clocks import NOON, Clock, answering
from evidence.papers import paper
from keys.signers import Keys, issue, pem, secret
from keys.tokens import MISSING, MODULE, put_on_token
from tanba.evidence.signatures import PdfSignature, read_signatures, sign_pdf
from tanba.evidence.signatures.limits import LARGEST
from tanba.kernel import Refused
from tanba.keys import SigningKey

ADDRESS = "http://clock.example/"


@pytest.fixture(scope="module")
def keys() -> Keys:
    return issue(NOON - timedelta(days=3))


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def stamped(keys: Keys, clock: Clock) -> bytes:
    return sign_pdf(paper(), timed(keys), NOON - timedelta(days=1), reason="қолым", post=clock.post)


def timed(keys: Keys) -> SigningKey:
    return replace(keys.key, time_authority=ADDRESS)


def only(found: tuple[PdfSignature, ...]) -> PdfSignature:
    (one,) = found
    return one


def refusal(work) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        work()
    assert refused.value.what.isprintable()
    return refused.value.code


def answers(pdf: bytes, keys: Keys, clock: Clock | None = None) -> set[str]:
    """Return the states of the signatures in a PDF, or the code under which it is refused."""
    try:
        found = read_signatures(pdf, NOON, keys.root, clock.pem if clock else "")
    except Refused as refused:
        return {refused.code}
    return {one.state for one in found}


def pdfsig(pdf: bytes, folder: Path) -> str:
    (folder / "signed.pdf").write_bytes(pdf)
    run = subprocess.run(
        [str(shutil.which("pdfsig")), "signed.pdf"], cwd=folder, capture_output=True, text=True
    )
    return run.stdout


# --- signing


@needs_pdfsig
@pytest.mark.parametrize("algorithm", ["es256", "es384", "es512", "ps256"])
def test_poppler_and_we_accept_a_signature(algorithm: str, tmp_path: Path) -> None:
    keys = issue(NOON - timedelta(days=3), algorithm=algorithm)  # type: ignore[arg-type]
    signed = sign_pdf(paper(), keys.key, NOON)
    said = pdfsig(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    seen = only(read_signatures(signed, NOON, keys.root))
    assert (seen.state, seen.intact, seen.whole, seen.added) == ("valid", True, True, "nothing")
    assert seen.signer == "Айгүл, «Тест» ЖШС"


def test_an_ed25519_key_is_refused_as_readers_do_not_know_it() -> None:
    keys = issue(NOON, algorithm="ed25519")
    assert refusal(lambda: sign_pdf(paper(), keys.key, NOON)) == "EV72"


def test_what_stood_in_the_file_stays_to_the_byte(stamped: bytes) -> None:
    assert stamped.startswith(paper())


def test_the_claim_of_pdf_a_3_and_what_it_rests_on_stay(stamped: bytes) -> None:
    """No program here judges PDF/A: this is what a signature could have broken."""
    with pikepdf.open(BytesIO(paper())) as before, pikepdf.open(BytesIO(stamped)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert b"pdfaid:part" in after.Root.Metadata.read_bytes()
        assert after.docinfo == before.docinfo
        assert list(after.attachments) == list(before.attachments) == ["record.json"]
        assert after.trailer.ID[0] == before.trailer.ID[0]
        (widget,) = (one for one in after.pages[0].Annots if one.Subtype == "/Widget")
        hidden, shown_in_print = 0b10, 0b100
        assert int(widget.F) & shown_in_print
        assert not int(widget.F) & hidden
        assert after.Root.AcroForm.SigFlags == 3
        assert "/NeedAppearances" not in after.Root.AcroForm


def test_no_clock_of_this_machine_gets_into_the_file(stamped: bytes) -> None:
    added = stamped[len(paper()) :]
    dates = re.findall(rb"D[:\\][0-9:\\]*?(20[0-9]{6})", added)
    assert set(dates) == {b"20260228"}


def test_a_second_signature_leaves_the_first_one_whole(
    stamped: bytes, keys: Keys, clock: Clock
) -> None:
    twice = sign_pdf(stamped, keys.key, NOON)
    one, two = read_signatures(twice, NOON, keys.root, clock.pem)
    assert (one.state, one.whole, one.added) == ("valid", False, "forms")
    assert (two.state, two.whole, two.added) == ("valid", True, "nothing")
    assert one.field != two.field


def test_the_authority_that_gives_no_time_is_told(keys: Keys, clock: Clock) -> None:
    def silent(address: str, query: bytes) -> bytes:
        raise TimeoutError("timed out")

    key = timed(keys)
    assert refusal(lambda: sign_pdf(paper(), key, NOON, post=silent)) == "EV63"
    assert refusal(lambda: sign_pdf(paper(), key, NOON, post=answering(b"no"))) == "EV60"
    replayed = clock.post(ADDRESS, clock.asked[0])
    assert refusal(lambda: sign_pdf(paper(), key, NOON, post=answering(replayed))) == "EV62"
    assert refusal(lambda: sign_pdf(paper(), key, NOON)) == "EV71"


@pytest.mark.skipif(bool(MISSING), reason=f"{MISSING}: signing with a key on a token goes untested")
@pytest.mark.parametrize("algorithm", ["es256", "ps256"])
def test_a_key_that_stays_on_its_token_signs(algorithm: str, tmp_path: Path) -> None:
    """In a process of its own: a PKCS#11 module is told only once where its tokens lie."""
    keys = issue(NOON - timedelta(days=3), algorithm=algorithm)  # type: ignore[arg-type]
    (tmp_path / "chain.pem").write_text(keys.key.chain)
    (tmp_path / "paper.pdf").write_bytes(paper())
    environment = os.environ | put_on_token(tmp_path, keys.key.private)
    code = f"""
from datetime import datetime
from pathlib import Path
from tanba.evidence.signatures import sign_pdf
from tanba.keys import SigningKey, Token
token = Token(module={MODULE!r}, label="t", key="k", pin_from="TOKEN_PIN")
key = SigningKey(name="k", algorithm={algorithm!r}, chain=Path("chain.pem").read_text(), token=token)
signed = sign_pdf(Path("paper.pdf").read_bytes(), key, datetime.fromisoformat("{NOON.isoformat()}"))
Path("signed.pdf").write_bytes(signed)
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    signed = (tmp_path / "signed.pdf").read_bytes()
    assert only(read_signatures(signed, NOON, keys.root)).state == "valid"


# --- the time of a signature


def test_a_time_is_proven_by_an_authority_that_the_reader_trusts(
    stamped: bytes, keys: Keys, clock: Clock
) -> None:
    seen = only(read_signatures(stamped, NOON, keys.root, clock.pem))
    assert (seen.state, seen.time, seen.claimed) == ("valid", NOON, NOON - timedelta(days=1))
    assert seen.stamp is not None
    assert seen.stamp.by == ("rfc3161-client", "pyhanko")


def test_what_the_signer_claims_is_never_the_time(stamped: bytes, keys: Keys) -> None:
    long_ago = NOON.replace(year=2001)
    backdated = sign_pdf(paper(), keys.key, long_ago)
    for pdf in (backdated, stamped):
        assert only(read_signatures(pdf, NOON, keys.root)).time is None
    assert only(read_signatures(backdated, NOON, keys.root)).claimed == long_ago


@pytest.mark.parametrize(
    "forger", [Clock(usage=()), Clock(time=NOON.replace(year=2001)), Clock(keys=10)]
)
def test_a_forged_time_stamp_backdates_nothing(forger: Clock, keys: Keys, clock: Clock) -> None:
    pdf = sign_pdf(paper(), timed(keys), NOON, post=forger.post)
    assert only(read_signatures(pdf, NOON, keys.root, clock.pem)).time is None


def test_a_signature_outlives_its_certificate_only_with_a_proven_time(
    stamped: bytes, keys: Keys, clock: Clock
) -> None:
    in_ten_years = NOON + timedelta(days=3_650)
    bare = sign_pdf(paper(), keys.key, NOON)
    assert only(read_signatures(stamped, in_ten_years, keys.root, clock.pem)).state == "valid"
    for pdf in (stamped, bare):
        seen = only(read_signatures(pdf, in_ten_years, keys.root))
        assert (seen.state, seen.intact) == ("not shown", True)


def test_a_time_stamp_over_a_whole_document_is_read_too(keys: Keys, clock: Clock) -> None:
    from tanba.evidence.signatures.adapters import Authority

    stamper = PdfTimeStamper(Authority(ADDRESS, clock.post))
    writer = IncrementalPdfFileWriter(BytesIO(paper()), strict=False)
    made = asyncio.run(stamper.async_timestamp_pdf(writer, "sha256")).getvalue()
    seen = only(read_signatures(made, NOON, "", clock.pem))
    assert (seen.kind, seen.state, seen.time, seen.whole) == ("time-stamp", "valid", NOON, True)
    at = made.index(b"/Title")
    broken = made[:at] + b"/Titie" + made[at + 6 :]
    assert only(read_signatures(broken, NOON, "", clock.pem)).state == "invalid"


# --- reading


def test_a_pdf_that_nobody_signed_has_no_signatures() -> None:
    assert read_signatures(paper(), NOON) == ()


def test_a_signer_whom_nobody_vouches_for_is_not_shown(stamped: bytes, clock: Clock) -> None:
    for roots in ("", issue(NOON).root, clock.pem):
        seen = only(read_signatures(stamped, NOON, roots, clock.pem))
        assert (seen.state, seen.intact) == ("not shown", True)


def test_a_page_that_was_changed_after_signing_is_noticed(stamped: bytes, keys: Keys) -> None:
    from pyhanko.pdf_utils import generic

    writer = IncrementalPdfFileWriter(BytesIO(stamped), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    contents = writer.add_object(generic.StreamObject(stream_data=b"BT (other words) Tj ET"))
    page[generic.NameObject("/Contents")] = contents
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    seen = only(read_signatures(out.getvalue(), NOON, keys.root))
    assert (seen.state, seen.intact, seen.whole, seen.added) == ("invalid", True, False, "other")


def test_a_pdf_written_anew_after_signing_is_noticed(stamped: bytes, keys: Keys) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(stamped)) as opened:
        opened.save(out)
    seen = read_signatures(out.getvalue(), NOON, keys.root)
    assert [one.state for one in seen] == ["invalid"]


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_byte_altered_in_a_signed_pdf_never_passes(
    stamped: bytes, keys: Keys, clock: Clock, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(paper()) - 1))
    altered = (
        stamped[:at] + bytes((stamped[at] ^ 1 << data.draw(st.integers(0, 7)),)) + stamped[at + 1 :]
    )
    assert answers(altered, keys, clock) <= {"EV70", "invalid"}


def test_a_name_in_a_certificate_cannot_turn_the_line_around() -> None:
    from tanba.keys.authority import leaf, root

    signer, above = root("Тест", NOON.date(), 60)
    key, own = leaf(signer, above, "evil\u202e\x1b[31m<script>", "", "es256", NOON.date(), 60)
    keys = SigningKey(name="k", algorithm="es256", chain=pem(own), private=secret(key))
    seen = only(read_signatures(sign_pdf(paper(), keys, NOON), NOON, pem(above)))
    assert seen.state == "valid"
    assert seen.signer.isprintable()


# --- hostile


def pdf_of(*objects: bytes, root: int = 1) -> bytes:
    """Return a PDF of these objects, the catalogue first."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + table + end % (len(objects) + 1, root, len(out))


PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"
BOMB = zlib.compress(zlib.compress(b"\0" * 50_000_000))


def bomb() -> bytes:
    stream = (
        b"<< /Type /ObjStm /N 1 /First 4 /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n"
    )
    packed = stream % len(BOMB) + BOMB + b"\nendstream"
    xref = b"<< /Type /XRef /Size 4 /W [1 2 1] /Root 1 0 R /Length 16 >>\nstream\n"
    body = b"%PDF-1.7\n2 0 obj\n" + packed + b"\nendobj\n"
    rows = b"\0\0\0\0" + b"\2\0\2\0" + b"\1\0\x09\0" + b"\1" + len(body).to_bytes(2, "big") + b"\0"
    return (
        body + b"3 0 obj\n" + xref + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )


def fields(count: int, form: bytes = b"/ETSI.CAdES.detached") -> bytes:
    named = b" ".join(b"%d 0 R" % (4 + number) for number in range(count))
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % named
    value = b"<< /Type /Sig /SubFilter %s /ByteRange [0 1 2 3] /Contents <3000> >>" % form
    each = (b"<< /FT /Sig /T (s%d) /V 3 0 R >>" % number for number in range(count))
    return pdf_of(catalogue, PAGES, value, *each)


LOOP = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>"
HOSTILE = {
    "nothing": b"",
    "no PDF": b"PK\x03\x04" * 50,
    "the head only": b"%PDF-1.7\n",
    "half of one": paper()[: len(paper()) // 2],
    "a table that points to itself": b"%PDF-1.7\nxref\n0 1\ntrailer\n<< /Prev 9 >>\nstartxref\n9\n%%EOF\n",
    "deep": pdf_of(b"[" * 50_000 + b"]" * 50_000, PAGES),
    "a bomb": bomb(),
    "an object that is itself": pdf_of(b"1 0 R", PAGES),
    "a root that is none": pdf_of(b"<< /Type /Catalog >>", PAGES, root=9),
    "too large": b"%PDF-1.7\n" + bytes(LARGEST),
    "a thousand signatures": fields(1_000),
    "fields that hold themselves": pdf_of(LOOP, PAGES, b"<< /T (a) /Kids [3 0 R] >>"),
    "signatures that hold nothing": fields(3),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pdf_costs_little_and_shows_nothing(what: str, keys: Keys) -> None:
    started = time.perf_counter()
    assert answers(HOSTILE[what], keys) <= {"EV70", "invalid"}
    assert time.perf_counter() - started < 10
    with pytest.raises(Refused) as refused_:
        sign_pdf(HOSTILE[what], keys.key, NOON)
    assert refused_.value.code in ("EV70", "EV71")


def test_a_signature_that_cannot_be_read_or_is_of_another_form_is_not_left_out(
    stamped: bytes, keys: Keys
) -> None:
    other = stamped.replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 ")
    assert only(read_signatures(other, NOON, keys.root)).state == "not shown"
    assert [one.state for one in read_signatures(fields(3), NOON)] == ["invalid"] * 3
    assert refusal(lambda: read_signatures(fields(1_000), NOON)) == "EV70"


def test_an_encrypted_pdf_is_refused(keys: Keys) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    assert refusal(lambda: sign_pdf(out.getvalue(), keys.key, NOON)) == "EV70"
    assert refusal(lambda: read_signatures(out.getvalue(), NOON)) == "EV70"


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 60_000), st.binary(max_size=12)), min_size=1, max_size=6))
def test_noise_in_a_signed_pdf_gives_an_answer_or_our_refusal(
    stamped: bytes, keys: Keys, noise: list[tuple[int, bytes]]
) -> None:
    altered = bytearray(stamped)
    for at, what in noise:
        at %= len(altered)
        altered[at : at + len(what)] = what
    assert answers(bytes(altered), keys) <= {"EV70", "valid", "invalid", "not shown"}
