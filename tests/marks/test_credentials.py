"""The C2PA layer: every container signs and reads back, no change goes unseen, nothing is lost."""

import json
import multiprocessing
import pickle
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import c2pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from keys.signers import Keys, issue
from marks.samples import KINDS, sample, zipped
from tanba.kernel import Refused, Text
from tanba.keys.key import SigningKey, Trust
from tanba.marks.credentials import Claim, Inspector, Signed, Stamp
from tanba.marks.credentials.manifest import definition
from tanba.marks.credentials.stamp import OPAQUE
from tanba.marks.credentials.trust import settings
from tanba.marks.credentials.weight import HEAVY, weigh, weigh_inside
from tanba.marks.disclosure import Disclosure
from tanba.marks.media import container
from tanba.marks.results import Drawn

EMBED = [name for name in KINDS if container(name).c2pa == "embed"]
TEXT = {"html": "script in head", "md": "comment"}
ZIP = [name for name in KINDS if container(name).c2pa == "zip"]


@pytest.fixture(scope="module")
def stamp(keys: Keys) -> Iterator[Stamp]:
    with Stamp(keys.key, trust=keys.local) as stamp:
        yield stamp


@pytest.fixture(scope="module")
def inspector(keys: Keys) -> Inspector:
    return Inspector(keys.local)


@pytest.fixture
def claim(said: Disclosure) -> Claim:
    drawn = Drawn(how="pixels", text="Made with AI", languages=("kk", "en"), box=(1, 2, 30, 4), share=0.05,
                  cover=0.1, contrast=8.5)  # fmt: skip
    return Claim(disclosure=said, title="сурет.jpg", drawn=drawn)


def signed(stamp: Stamp, name: str, data: bytes, claim: Claim, **how: object) -> tuple[bytes, Signed]:
    target = BytesIO()
    written = stamp.sign(BytesIO(data), target, container(name), claim, **how)  # type: ignore[arg-type]
    return target.getvalue(), written


def altered(name: str, data: bytes) -> bytes:
    """Return the file with one bit of its content turned over."""
    plain = sample(name)
    middle = {"pdf": b"MediaBox", "svg": b"fill="}.get(name) or plain[len(plain) // 2 :][:12]
    at = data.rindex(middle) + 7
    return data[:at] + bytes((data[at] ^ 4,)) + data[at + 1 :]


# --- the matrix -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_what_is_signed_reads_back_trusted_with_everything_that_was_claimed(
    name: str, stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    kind = container(name)
    marked, written = signed(stamp, name, sample(name), claim)
    seen = inspector.read(BytesIO(marked), kind, written.sidecar)
    assert (seen.state, seen.reasons, seen.local) == ("trusted", (), True)
    assert seen.where == ("embedded" if name in EMBED else TEXT.get(name, "sidecar"))
    assert (seen.disclosure, seen.drawn) == (claim.disclosure, claim.drawn)
    assert [action.name for action in seen.actions] == ["c2pa.created", "c2pa.addedText"]
    assert seen.actions[0].source_type == claim.disclosure.source_type
    assert seen.actions[0].software == "Сурет 3.1"
    assert seen.signer == "Айгүл, «Тест» ЖШС"
    assert seen.issuer.startswith("Tanba local authority") or "Тест" in seen.issuer
    assert (seen.time, seen.time_proven) == (claim.disclosure.time, False)
    assert seen.tool.startswith("Tanba ")
    assert seen.manifests == 1
    assert written.size > 1_000


@pytest.mark.parametrize("name", KINDS)
def test_one_altered_bit_of_the_content_makes_the_manifest_invalid(
    name: str, stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    marked, written = signed(stamp, name, sample(name), claim)
    changed = altered(name, marked)
    seen = inspector.read(BytesIO(changed), container(name), written.sidecar)
    assert seen.state == "invalid"
    assert {reason.code for reason in seen.reasons} & {
        "assertion.dataHash.mismatch",
        "assertion.bmffHash.mismatch",
    }


@pytest.mark.parametrize("name", [*EMBED, *TEXT, "mkv"])
def test_a_reader_without_our_anchor_finds_it_valid_and_says_why_no_more(
    name: str, stamp: Stamp, claim: Claim
) -> None:
    marked, written = signed(stamp, name, sample(name), claim)
    seen = Inspector(Trust()).read(BytesIO(marked), container(name), written.sidecar)
    assert (seen.state, seen.local) == ("valid", False)
    assert [reason.code for reason in seen.reasons] == ["signingCredential.untrusted"]


@pytest.mark.parametrize("name", KINDS)
def test_an_unmarked_file_has_no_credentials(name: str, inspector: Inspector) -> None:
    assert inspector.read(BytesIO(sample(name)), container(name)).state == "absent"


@pytest.mark.parametrize("name", [name for name in KINDS if name not in EMBED and name not in TEXT])
def test_what_holds_no_manifest_is_copied_as_it_is(name: str, stamp: Stamp, claim: Claim) -> None:
    marked, written = signed(stamp, name, sample(name), claim)
    assert marked == sample(name)
    assert (written.where, len(written.sidecar or b"")) == ("sidecar", written.size)


@pytest.mark.parametrize("name", [*EMBED, *TEXT])
def test_a_sidecar_goes_with_any_file_on_request(
    name: str, stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    marked, written = signed(stamp, name, sample(name), claim, beside=True)
    assert marked == sample(name)
    seen = inspector.read(BytesIO(marked), container(name), written.sidecar)
    assert (seen.state, seen.where) == ("trusted", "sidecar")
    broken = marked[:-1] + bytes((marked[-1] ^ 1,))
    assert inspector.read(BytesIO(broken), container(name), written.sidecar).state == "invalid"


@pytest.mark.parametrize("algorithm", ["es384", "es512", "ps256", "ed25519"])
def test_every_algorithm_of_a_key_signs(algorithm: str, claim: Claim) -> None:
    other = issue(datetime.now(UTC) - timedelta(days=1), algorithm=algorithm)  # type: ignore[arg-type]
    with Stamp(other.key) as stamp:
        marked, _ = signed(stamp, "png", sample("png"), claim)
    assert Inspector(other.local).read(BytesIO(marked), container("png")).state == "trusted"


def test_local_means_that_the_chain_ends_in_an_authority_of_this_machine(
    keys: Keys, stamp: Stamp, claim: Claim
) -> None:
    marked, _ = signed(stamp, "png", sample("png"), claim)
    foreign = issue(datetime.now(UTC) - timedelta(days=1))
    for trust, local in (
        (keys.local, True),
        (keys.anchored, False),
        (Trust(anchors=keys.root + foreign.root, local=foreign.root), False),
        (Trust(anchors=keys.root + foreign.root, local=keys.root), True),
    ):
        seen = Inspector(trust).read(BytesIO(marked), container("png"))
        assert (seen.state, seen.local) == ("trusted", local)


def test_checking_at_once_gives_the_same(keys: Keys, inspector: Inspector, claim: Claim) -> None:
    with Stamp(keys.key, trust=keys.local, check=True) as stamp:
        marked, _ = signed(stamp, "jpeg", sample("jpeg"), claim)
    assert inspector.read(BytesIO(marked), container("jpeg")).state == "trusted"


# --- what a manifest says -------------------------------------------------------------------------


def test_edited_content_opens_a_parent_first(stamp: Stamp, inspector: Inspector, claim: Claim) -> None:
    edited = replace(claim, disclosure=replace(claim.disclosure, made="edited"), drawn=None)
    marked, _ = signed(stamp, "jpeg", sample("jpeg"), edited)
    seen = inspector.read(BytesIO(marked), container("jpeg"))
    assert [action.name for action in seen.actions] == ["c2pa.opened", "c2pa.edited"]
    assert seen.actions[1].source_type.endswith("/compositeWithTrainedAlgorithmicMedia")
    assert [(each.relation, each.state) for each in seen.ingredients] == [("parentOf", "")]
    assert seen.drawn is None


@pytest.mark.parametrize("training", [True, False])
def test_a_wish_about_training_is_written_when_there_is_one(
    training: bool, stamp: Stamp, claim: Claim
) -> None:
    marked, _ = signed(stamp, "png", sample("png"), replace(claim, training=training))
    entries = assertions(marked, "png")["cawg.training-mining"]["entries"]
    assert {entry["use"] for entry in entries.values()} == {"allowed" if training else "notAllowed"}
    plain, _ = signed(stamp, "png", sample("png"), claim)
    assert "cawg.training-mining" not in assertions(plain, "png")


def test_a_sound_without_words_is_an_edit_and_not_a_text(claim: Claim) -> None:
    tone = replace(claim, drawn=Drawn(how="tone", text="", languages=(), seconds=1.5))
    actions = definition(tone, container("wav"), opened=False)["assertions"][0]["data"]["actions"]
    assert [action["action"] for action in actions] == ["c2pa.created", "c2pa.edited"]


def assertions(data: bytes, name: str) -> dict:  # type: ignore[type-arg]
    with (
        c2pa.Context.from_dict(settings(Trust())) as context,
        c2pa.Reader(container(name).mime, BytesIO(data), context=context) as reader,
    ):
        return json.loads(reader.crjson())["manifests"][0]["assertions"]


# --- marks of others ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*EMBED, *TEXT])
def test_signing_again_keeps_the_earlier_manifest_as_the_parent(
    name: str, stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    once, _ = signed(stamp, name, sample(name), claim)
    twice, _ = signed(stamp, name, once, claim)
    seen = inspector.read(BytesIO(twice), container(name))
    assert (seen.state, seen.manifests) == ("trusted", 2)
    assert [(each.relation, each.state) for each in seen.ingredients] == [("parentOf", "trusted")]
    assert [action.name for action in seen.actions][:2] == ["c2pa.opened", "c2pa.edited"]


def test_the_original_is_the_parent_when_a_label_was_drawn_in_between(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    original, _ = signed(stamp, "jpeg", sample("jpeg"), claim)
    drawn_on = sample("jpeg", 176, 120)  # a picture encoded anew has lost the manifest
    marked, _ = signed(stamp, "jpeg", drawn_on, claim, parent=BytesIO(original))
    seen = inspector.read(BytesIO(marked), container("jpeg"))
    assert (seen.state, seen.manifests) == ("trusted", 2)
    assert seen.ingredients[0].state == "trusted"


def test_an_earlier_manifest_that_does_not_hold_is_kept_and_called_invalid(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    once, _ = signed(stamp, "jpeg", sample("jpeg"), claim)
    twice, _ = signed(stamp, "jpeg", altered("jpeg", once), claim)
    seen = inspector.read(BytesIO(twice), container("jpeg"))
    assert (seen.state, [each.state for each in seen.ingredients]) == ("trusted", ["invalid"])


def test_a_parent_that_only_its_signer_trusted_is_no_more_than_valid(claim: Claim) -> None:
    theirs, ours = (issue(datetime.now(UTC) - timedelta(days=1)) for _ in range(2))
    with Stamp(theirs.key) as stamp:
        once, _ = signed(stamp, "png", sample("png"), claim)
    with Stamp(ours.key, trust=theirs.anchored) as stamp:
        twice, _ = signed(stamp, "png", once, claim)
    for trust, state in ((ours.local, "valid"), (Trust(anchors=ours.root + theirs.root), "trusted")):
        seen = Inspector(trust).read(BytesIO(twice), container("png"))
        assert (seen.state, [each.state for each in seen.ingredients]) == ("trusted", [state])


def test_a_sidecar_of_a_marked_file_keeps_what_was_inside(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    once, _ = signed(stamp, "pdf", sample("pdf"), claim)
    again, written = signed(stamp, "pdf", once, claim, beside=True)
    assert again == once
    seen = inspector.read(BytesIO(again), container("pdf"), written.sidecar)
    assert (seen.state, seen.where, seen.manifests) == ("trusted", "sidecar", 2)


def test_a_sidecar_of_another_file_does_not_hide_what_is_inside(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    inside, _ = signed(stamp, "png", sample("png"), claim)
    _, other = signed(stamp, "png", sample("png", 32, 32), claim, beside=True)
    seen = inspector.read(BytesIO(inside), container("png"), other.sidecar)
    assert (seen.state, seen.where) == ("trusted", "embedded")


def test_a_manifest_kept_elsewhere_is_named_and_not_fetched(
    keys: Keys, inspector: Inspector, claim: Claim
) -> None:
    kind, target = container("jpeg"), BytesIO()
    with (
        Stamp(keys.key) as stamp,
        c2pa.Builder(definition(claim, kind, opened=False), stamp._context) as builder,
    ):
        builder.set_no_embed()
        builder.set_remote_url("https://credentials.example/1.c2pa")
        builder.sign(kind.mime, BytesIO(sample("jpeg")), target)
    seen = inspector.read(target, kind)
    assert (seen.state, seen.remote) == ("absent", "https://credentials.example/1.c2pa")


# --- zips and PDFs --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ZIP)
def test_a_zip_holds_its_manifest_when_it_may_be_written_anew(
    name: str, stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    import zipfile

    marked, written = signed(stamp, name, sample(name), claim, rezip=True)
    assert (written.where, written.sidecar) == ("META-INF/content_credential.c2pa", None)
    assert inspector.read(BytesIO(marked), container(name)).state == "trusted"
    with zipfile.ZipFile(BytesIO(sample(name))) as before, zipfile.ZipFile(BytesIO(marked)) as after:
        assert {entry.compress_type for entry in after.infolist()} == {zipfile.ZIP_STORED}
        added = {"META-INF/", "META-INF/content_credential.c2pa"}
        assert set(after.namelist()) - set(before.namelist()) <= added
        for part in before.namelist():
            assert after.read(part) == before.read(part) or part == "[Content_Types].xml"


def test_office_programs_open_a_document_with_a_manifest(stamp: Stamp, claim: Claim) -> None:
    import docx
    import openpyxl
    import pptx

    opened = {"docx": docx.Document, "xlsx": openpyxl.load_workbook, "pptx": pptx.Presentation}
    for name, open_ in opened.items():
        marked, _ = signed(stamp, name, sample(name), claim, rezip=True)
        open_(BytesIO(marked))


def test_a_zip_that_is_stored_already_is_signed_as_it_is(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    mime = container("epub").mime
    book = zipped({"mimetype": mime, "META-INF/container.xml": "<container/>"}, stored=True)
    marked, written = signed(stamp, "epub", book, claim)
    assert written.sidecar is None
    assert inspector.read(BytesIO(marked), container("epub")).state == "trusted"


def test_a_pdf_with_a_lock_gets_its_manifest_beside_it(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    import pikepdf

    locked = BytesIO()
    with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="owner", user="user"))
    marked, written = signed(stamp, "pdf", locked.getvalue(), claim)
    assert marked == locked.getvalue()
    assert inspector.read(BytesIO(marked), container("pdf"), written.sidecar).state == "trusted"


def test_a_pdf_with_a_signature_is_not_rewritten(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    import pikepdf

    paper = BytesIO()
    with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
        value = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, ByteRange=[0, 10, 20, 30], Contents=pikepdf.String(b"\0" * 64)
        )
        field = pdf.make_indirect(
            pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("s"), V=pdf.make_indirect(value))
        )
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=[field], SigFlags=3))
        pdf.save(paper)
    marked, written = signed(stamp, "pdf", paper.getvalue(), claim)
    assert marked == paper.getvalue()
    assert written.sidecar is not None
    assert inspector.read(BytesIO(marked), container("pdf"), written.sidecar).state == "trusted"


def test_a_bare_jpeg_xl_codestream_keeps_every_byte_in_its_box(stamp: Stamp, claim: Claim) -> None:
    bare = sample("jxl")
    assert bare[:2] == b"\xff\x0a"
    marked, _ = signed(stamp, "jxl", bare, claim)
    assert bare in marked
    import pillow_jxl  # noqa: F401
    from PIL import Image

    with Image.open(BytesIO(marked)) as picture:
        assert picture.size == (160, 120)
        picture.load()


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_that_does_not_go_with_its_certificate_is_refused_before_it_signs_anything(
    keys: Keys,
) -> None:
    other = issue(datetime.now(UTC) - timedelta(days=1))
    wrong = (
        {"chain": keys.root},
        {"chain": ""},
        {"private": b"no key"},
        {"private": other.key.private},
        {"algorithm": "es384"},
    )
    for changes in wrong:
        with pytest.raises(Refused) as refused:
            Stamp(replace_key(keys.key, **changes))
        assert refused.value.code == "MK50"
        assert "no key" not in str(refused.value)


def replace_key(key: SigningKey, **changes: object) -> SigningKey:
    return replace(key, **changes)  # type: ignore[arg-type]


def test_an_expired_certificate_is_named_as_the_reason() -> None:
    old = issue(datetime.now(UTC) - timedelta(days=90), days=30)
    with pytest.raises(Refused, match="not valid at time of signing") as refused:
        Stamp(old.key)
    assert refused.value.code == "MK50"


def test_a_stamp_cannot_be_sent_to_another_process(stamp: Stamp) -> None:
    with pytest.raises(TypeError, match="make one in each process"):
        pickle.dumps(stamp)


def test_what_was_closed_does_not_answer_at_all(keys: Keys, claim: Claim) -> None:
    stamp, inspector = Stamp(keys.key), Inspector(keys.local)
    stamp.close()
    inspector.close()
    with pytest.raises(RuntimeError, match="make one in each process"):
        signed(stamp, "png", sample("png"), claim)
    with pytest.raises(RuntimeError, match="make one in each process"):
        inspector.read(BytesIO(sample("png")), container("png"))
    with pytest.raises(TypeError):
        pickle.dumps(inspector)


def test_files_can_be_signed_in_several_threads_with_one_stamp(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        marked = list(
            pool.map(
                lambda name: (name, signed(stamp, name, sample(name), claim)[0]),
                ["png", "jpeg", "gif"] * 8,
            )
        )
    assert {inspector.read(BytesIO(data), container(name)).state for name, data in marked} == {
        "trusted"
    }


# --- hostile files --------------------------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>\x1b[2J"


def forged(keys: Keys, record: object, title: str = "t", actions: list[object] | None = None) -> bytes:
    """Return a picture signed by somebody who writes what they like."""
    told = actions or [{"action": "c2pa.created", "digitalSourceType": SCRIPT}]
    what = {
        "claim_generator_info": [{"name": SCRIPT, "version": SCRIPT}],
        "title": title,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": told}},
            {"label": "kz.tanba.disclosure", "data": record},
        ],
    }
    target = BytesIO()
    with Stamp(keys.key) as stamp, c2pa.Builder(json.dumps(what), stamp._context) as builder:
        builder.sign("image/png", BytesIO(sample("png")), target)
    return target.getvalue()


@pytest.mark.parametrize(
    "record",
    [
        {"profile": SCRIPT},
        {},
        {"a": {"b": [1, 2, [3]]}},
        {"profile": "https://tanba.kz/ns/marks/1.0/", "id": 7},
        {"notice": SCRIPT},
    ],
)
def test_a_malformed_disclosure_is_a_reason_and_no_error(
    record: object, keys: Keys, inspector: Inspector
) -> None:
    seen = inspector.read(BytesIO(forged(keys, record)), container("png"))
    assert (seen.state, seen.disclosure) == ("trusted", None)
    assert [reason.code for reason in seen.reasons] == ["MK05"]


@pytest.mark.parametrize(
    "label",
    ["x", [], {"box": [1, 2]}, {"box": {"left": "1"}}, {"share": "a lot"}, {"share": -5}, {"count": 10**30},
     {"languages": 5}, {"share": float(10**9)}, {"box": {"left": {}}}],
)  # fmt: skip
def test_a_malformed_label_is_a_reason_and_no_error(
    label: object, keys: Keys, inspector: Inspector, claim: Claim
) -> None:
    from tanba.marks.disclosure import to_record

    record = to_record(claim.disclosure) | {"label": label}
    seen = inspector.read(BytesIO(forged(keys, record)), container("png"))
    assert (seen.state, seen.drawn) == ("trusted", None)
    assert [reason.code for reason in seen.reasons] == ["MK57"]


def test_what_others_wrote_is_bounded_in_length_and_number(keys: Keys, inspector: Inspector) -> None:
    actions: list[object] = [
        {"action": "c2pa.created", "digitalSourceType": "x" * 5_000, "when": "2026-01-18T00:00:00Z"}
    ]
    actions += [{"action": "kz.other.step", "softwareAgent": {"name": SCRIPT}} for _ in range(900)]
    seen = inspector.read(
        BytesIO(forged(keys, {}, title="т" * 9_000, actions=actions)), container("png")
    )
    assert len(seen.actions) == 200
    assert len(seen.actions[0].source_type) == 1_000
    assert seen.tool == f"{SCRIPT} {SCRIPT}"


def test_deep_nesting_in_a_manifest_is_survived(keys: Keys, inspector: Inspector) -> None:
    deep: object = 1
    for _ in range(55):
        deep = {"a": [deep]}
    seen = inspector.read(BytesIO(forged(keys, {"deep": deep})), container("png"))
    assert seen.state in ("trusted", "invalid")


# --- bombs ----------------------------------------------------------------------------------------


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def store(*parts: bytes) -> bytes:
    """Return what begins like a manifest store and has these boxes in its one assertion."""
    about = box(b"jumd", b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71\x03c2pa\x00")
    return box(b"jumb", about + box(b"jumb", about + b"".join(parts)))


@pytest.mark.parametrize(
    "parts",
    [
        [box(b"cbor", b"\xa0" * 3_000_000)],
        [box(b"json", b"[" * 2_200_000)],
        [box(b"brob", b"tiny")] * 3,
    ],
)
def test_a_manifest_that_would_take_minutes_to_unpack_is_not_unpacked(
    parts: list[bytes], inspector: Inspector, stamp: Stamp, claim: Claim
) -> None:
    heavy = store(*parts)
    assert weigh(heavy) > HEAVY
    assert inspector.read(BytesIO(sample("txt")), container("txt"), heavy).reasons[0].code == "MK59"
    chunk = b"caBX" + heavy
    png = sample("png")
    size, sum_ = (struct.pack(">I", number) for number in (len(heavy), zlib.crc32(chunk)))
    inside = png[:33] + size + chunk + sum_ + png[33:]
    assert inspector.read(BytesIO(inside), container("png")).reasons[0].code == "MK59"
    with pytest.raises(Refused) as refused:
        signed(stamp, "png", inside, claim)
    assert refused.value.code == "MK59"


def test_words_weigh_and_pictures_do_not() -> None:
    assert weigh(store(box(b"bidb", bytes(5_000_000)), box(b"json", b"{}"))) < 1_000
    assert weigh(store(box(b"cbor", bytes(5_000)))) >= 5_000


def test_a_heavy_manifest_in_a_jpeg_is_put_together_before_it_is_weighed(inspector: Inspector) -> None:
    heavy = store(box(b"cbor", bytes(2_500_000)), box(b"bidb", bytes(300_000)))
    segments = []
    for number, at in enumerate(range(0, len(heavy), 65_000), 1):
        head = b"JP\0\1" + struct.pack(">I", number) + (heavy[:8] if at else b"")
        body = head + heavy[at : at + 65_000]
        segments.append(b"\xff\xeb" + struct.pack(">H", len(body) + 2) + body)
    plain = sample("jpeg")
    jpeg = plain[:2] + b"".join(segments) + plain[2:]
    assert weigh_inside(BytesIO(jpeg), container("jpeg")) == weigh(heavy)
    assert inspector.read(BytesIO(jpeg), container("jpeg")).reasons[0].code == "MK59"


@given(st.binary(max_size=400))
def test_weighing_never_fails(noise: bytes) -> None:
    whole = store(box(b"cbor", b"\xa0" * 40))
    segment = b"\xff\xd8\xff\xeb\x00\x20JP"
    for data in (noise, whole[: len(noise)] + noise, segment + noise, whole + noise):
        assert 0 <= weigh(data) <= len(data) + (len(data) << 20)
        for name in ("png", "jpeg"):
            assert weigh_inside(BytesIO(data), container(name)) >= 0


@pytest.mark.parametrize("sidecar", [b"", b"\0", b"no manifest at all", bytes(5_000), b"\xff" * 5_000])
def test_a_sidecar_that_is_none_is_invalid(sidecar: bytes, inspector: Inspector) -> None:
    seen = inspector.read(BytesIO(sample("txt")), container("txt"), sidecar)
    assert (seen.state, seen.reasons[0].code) == ("invalid", "MK53")


@pytest.mark.parametrize("name", EMBED)
def test_a_file_cut_off_anywhere_is_read_and_signed_without_a_stray_error(
    name: str, stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    marked, _ = signed(stamp, name, sample(name), claim)
    for share in range(1, 16):
        part = marked[: len(marked) * share // 16]
        assert inspector.read(BytesIO(part), container(name)).state in ("invalid", "absent")
        with suppress(Refused):
            signed(stamp, name, part, claim)


def test_no_bytes_that_a_program_of_chance_changes_are_taken_for_ours(
    stamp: Stamp, inspector: Inspector, claim: Claim
) -> None:
    from random import Random

    chance = Random(7)  # noqa: S311
    once, _ = signed(stamp, "jpeg", sample("jpeg"), claim)
    for _ in range(200):
        at = chance.randrange(len(once) - len(sample("jpeg")) + 300, len(once))
        changed = once[:at] + bytes((once[at] ^ (1 << chance.randrange(8)),)) + once[at + 1 :]
        assert inspector.read(BytesIO(changed), container("jpeg")).state in ("invalid", "absent")


def _in_child(key: SigningKey) -> str:
    with Stamp(key) as stamp:
        target = BytesIO()
        text = Text(kk="а", ru="б", en="c")
        said = Disclosure(
            id="urn:uuid:1",
            scope="synthetic",
            made="generated",
            system="s",
            law="l",
            time="t",
            notice=text,
        )
        return stamp.sign(
            BytesIO(sample("png")), target, container("png"), Claim(disclosure=said)
        ).where


def test_a_stamp_made_in_a_child_process_signs(keys: Keys) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_in_child, (keys.key,)) == "caBX chunk"


def test_a_sidecar_is_opaque_to_the_kind_of_file(keys: Keys, stamp: Stamp, claim: Claim) -> None:
    data = sample("json")
    written = stamp.beside(BytesIO(data), container("json"), claim)
    with (
        c2pa.Context.from_dict(settings(keys.local)) as context,
        c2pa.Reader(OPAQUE, BytesIO(data), written.sidecar, context=context) as reader,
    ):
        assert reader.get_validation_state() == "Trusted"


def test_a_tiff_of_several_pages_keeps_them_and_its_manifest_lies_beside(stamp, inspector, claim):
    pages = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    whole = BytesIO()
    pages[0].save(whole, "TIFF", save_all=True, append_images=pages[1:])
    data, written = signed(stamp, "tiff", whole.getvalue(), claim)
    assert written.sidecar is not None
    with Image.open(BytesIO(data)) as image:
        assert image.n_frames == 3
    assert inspector.read(BytesIO(data), container("tiff"), written.sidecar).state == "trusted"
