"""A receipt raises a grade only for a reader who trusts its signer, and only for what it is about."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence.small_log import Key, witness_key
from flow.dossiers import checked, dossier_of, files_of, with_files
from flow.houses import NOW, anchor, house, house_with_time
from keys.signers import issue, time_authority
from tanba.evidence import KnownWitness, Reply, Witness, any_of, receipt_text, sign_note
from tanba.flow import (
    Archive,
    Settings,
    at_work,
    begin_work,
    check_dossier,
    contribution_of_work,
    gather_dossier,
    key_of_log,
    posts,
    read_parties,
    record_generation,
    record_lines,
    record_prompt,
    seal_work,
    sign_dossier,
)
from tanba.kernel import Faults
from tanba.report import Speech, fails, seen_record, write_dossier, write_dossier_seen
from tanba.works import Grade, How

GATEWAY, STRANGER = Key("gateway.example/ai", seed=3), Key("stranger.example/ai", seed=4)
WORDS, ANSWERS = "Жаз: бір сөйлем.", ("Күн шықты.\n", "Жел тұрды.\n")
WITNESSES = [witness_key("w1.example/w", 7), witness_key("w2.example/w", 8)]


def receipt(
    folder: Path, words=WORDS, model="qazaq-llm", version="2.1", answers=ANSWERS, by=GATEWAY
) -> Path:
    """Write what a gateway hands out together with its answers."""
    text = receipt_text(words.encode(), model, version, [one.encode() for one in answers])
    file = folder / "receipt.txt"
    file.write_bytes(str(sign_note(text, [by.pair])).encode())
    return file


def answered(folder: Path, work: Path, kept: Path | None, answers=ANSWERS) -> None:
    record_prompt(work, WORDS)
    files = [folder / f"{number}.txt" for number, _ in enumerate(answers)]
    for file, answer in zip(files, answers, strict=True):
        file.write_bytes(answer.encode())
    record_generation(work, files, "qazaq-llm", "2.1", receipt=kept)


def begun(folder: Path) -> Path:
    work = folder / "a.work"
    begin_work(work, title="А", author="Айгүл", language="kk", media="text", log=None)
    return work


def forced(work: Path, kept: Path) -> None:
    """Record a receipt past the check that the command makes, as an editor or a cheat can."""
    with at_work(work) as recorder:
        prompt = recorder.prompt(WORDS)
        recorder.generated(ANSWERS, "qazaq-llm", "2.1", prompt=prompt, receipt=kept.read_bytes())


def grade(contribution) -> Grade:
    (line,) = contribution.generations
    return line.grade


@dataclass(frozen=True)
class Made:
    work: Path
    pdf: bytes
    key: object
    roots: str


@contextmanager
def witnessed_house(folder: Path) -> Iterator[tuple[Archive, object]]:
    """Yield a log with an authority of time and two witnesses, and what anchors it."""
    (folder / "clock").mkdir()
    with ExitStack() as open_:
        clock = open_.enter_context(time_authority(folder / "clock", NOW - timedelta(days=1)))
        known, own = [], {}
        for number, key in enumerate(WITNESSES):
            witness = Witness.create(folder / f"w{number}", [key.pair])
            open_.callback(witness.close)
            address = f"https://w{number}.example"
            own[f"{address}/add-checkpoint"] = witness
            known.append(KnownWitness(name=f"w{number}", key=key.key, url=address))
        settings = Settings(
            authorities=(clock.address,), roots=clock.root, policy=any_of(2, tuple(known))
        )
        archive = open_.enter_context(house(folder, settings))
        for witness in own.values():
            witness.trust(key_of_log(archive.log))

        def ask(address: str, body: bytes) -> Reply:
            return own[address].add_checkpoint(body, datetime.now(UTC))

        yield archive, lambda one: one.anchor(datetime.now(UTC), posts(), ask)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    """A dossier of a generation with a receipt, between two times, with two witnesses; nobody signed it."""
    folder = tmp_path_factory.mktemp("receipts")
    work = begun(folder)
    with witnessed_house(folder) as (archive, anchored):
        seal_work(work, archive, anchored)
        answered(folder, work, receipt(folder))
        seal_work(work, archive, anchored)
        gathered = gather_dossier(work, archive, NOW.date(), {"about": ""}, parties=[GATEWAY.key])
        assert grade(gathered.contribution) is Grade.E3
        pdf = write_dossier(gathered, Speech("kk"))
        return Made(work=work, pdf=pdf, key=key_of_log(archive.log), roots=archive.settings.roots)


# --- E3 -------------------------------------------------------------------------------------------------


def test_a_generation_with_a_receipt_between_two_times_is_e3_for_whoever_trusts_the_party(tmp_path):
    work = begun(tmp_path)
    with house_with_time(tmp_path) as archive:
        seal_work(work, archive, anchor)
        answered(tmp_path, work, receipt(tmp_path))
        seal_work(work, archive, anchor)
        shown = contribution_of_work(work, archive, parties=[STRANGER.key, GATEWAY.key])
        assert grade(shown) is Grade.E3
        assert shown.generations[0].generation.how is How.DECLARED  # what the record says stays
        assert shown.prompts[0].grade is Grade.E2  # a receipt lifts the generation alone
        (one,) = [one for one in shown.anchors if one.receipt]
        assert (one.receipt, one.first) == (GATEWAY.key.name, one.last)
        for parties in ((), [STRANGER.key], [replace(STRANGER.key, name=GATEWAY.key.name)]):
            assert grade(contribution_of_work(work, archive, parties=parties)) is Grade.E0
    assert grade(contribution_of_work(work, parties=[GATEWAY.key])) is Grade.E0  # no log, no times


@pytest.mark.parametrize(
    "other",
    [
        {"words": "Жаз: екі сөйлем."},
        {"model": "qazaq-llm-mini"},
        {"version": "2.2"},
        {"answers": (ANSWERS[0], "Жел тұрды!\n")},
        {"answers": ANSWERS[::-1]},
        {"answers": ANSWERS[:1]},
        {"words": "Басқа шығарма", "answers": ("Басқа жауап",)},
        {"by": STRANGER},
    ],
    ids=["prompt", "model", "version", "output", "order", "fewer", "another work", "stranger"],
)
def test_a_receipt_for_something_else_raises_nothing(tmp_path, other):
    work = begun(tmp_path)
    with house_with_time(tmp_path) as archive:
        seal_work(work, archive, anchor)
        forced(work, receipt(tmp_path, **other))
        seal_work(work, archive, anchor)
        assert grade(contribution_of_work(work, archive, parties=[GATEWAY.key])) is Grade.E2


def test_without_two_outside_times_a_receipt_raises_nothing(tmp_path):
    work = begun(tmp_path)
    with house(tmp_path) as archive:
        seal_work(work, archive, anchor)
        answered(tmp_path, work, receipt(tmp_path))
        seal_work(work, archive, anchor)
        assert grade(contribution_of_work(work, archive, parties=[GATEWAY.key])) is Grade.E0


@pytest.mark.parametrize("junk", [b"", b"\xff\x00", b"[" * 100_000, b"x" * (1 << 20)])
def test_a_receipt_that_is_none_raises_nothing_and_breaks_nothing(tmp_path, junk):
    work, file = begun(tmp_path), tmp_path / "junk"
    file.write_bytes(junk)
    with house_with_time(tmp_path) as archive:
        seal_work(work, archive, anchor)
        forced(work, file)
        seal_work(work, archive, anchor)
        assert grade(contribution_of_work(work, archive, parties=[GATEWAY.key])) is Grade.E2


@pytest.mark.parametrize(
    ("other", "code"),
    [({"model": "m"}, "EV27"), ({"words": "x"}, "EV27"), ({"answers": ("x",)}, "EV27")],
)
def test_whoever_records_is_told_that_the_receipt_is_for_something_else(tmp_path, other, code):
    work = begun(tmp_path)
    with pytest.raises(Faults, match=rf"receipt\.txt: {code}"):
        answered(tmp_path, work, receipt(tmp_path, **other))
    assert contribution_of_work(work).generations == ()
    (tmp_path / "receipt.txt").write_text("a\n")
    with pytest.raises(Faults, match=r"receipt\.txt: EV26"):
        answered(tmp_path, work, tmp_path / "receipt.txt")


def test_a_receipt_that_was_altered_in_the_record_is_told(tmp_path):
    work = begun(tmp_path)
    answered(tmp_path, work, receipt(tmp_path))
    (one,) = contribution_of_work(work).generations
    name = one.generation.receipt
    (work / "blobs" / name[:2] / name).write_bytes(b"x")
    with pytest.raises(Faults, match="WK11"):
        contribution_of_work(work)


def test_a_gateway_may_pipe_its_receipt_in_as_text(tmp_path):
    work, said = begun(tmp_path), []
    act = {"do": "generated", "model": "qazaq-llm", "outputs": list(ANSWERS),
           "receipt": receipt(tmp_path).read_text()}  # fmt: skip
    done = record_lines(work, io.BytesIO(json.dumps(act).encode() + b"\n"), said.append)
    assert done == (1, 0), said
    (one,) = contribution_of_work(work).generations
    assert (work / "blobs" / one.generation.receipt[:2] / one.generation.receipt).is_file()


def test_the_keys_of_parties_are_read_line_by_line(tmp_path):
    file = tmp_path / "parties"
    file.write_text(f"# my gateways\n{GATEWAY.key}\n\n{STRANGER.key}\n")
    assert read_parties(file) == (GATEWAY.key, STRANGER.key)
    for wrong in ("junk", str(WITNESSES[0].key), f"{GATEWAY.key}\n" * 101):
        file.write_text(wrong)
        with pytest.raises(Faults, match="parties: EV30"):
            read_parties(file)


# --- in a dossier, and E4 ---------------------------------------------------------------------------------


def read(folder: Path, made: Made, pdf: bytes, signers="", parties=(GATEWAY,), witnesses=WITNESSES):
    file = folder / "dossier.pdf"
    file.write_bytes(pdf)
    return check_dossier(
        file, datetime.now(UTC), made.key, made.roots, signers,
        parties=[one.key for one in parties], witnesses=[one.key for one in witnesses],
    )  # fmt: skip


def test_a_dossier_shows_e3_to_whoever_trusts_the_party_and_agrees_with_itself_for_all(tmp_path, made):
    for parties, expected in (((GATEWAY,), Grade.E3), ((STRANGER,), Grade.E0), ((), Grade.E0)):
        seen = read(tmp_path, made, made.pdf, parties=parties)
        assert seen.troubles == ()
        assert not fails(seen)
        assert grade(seen.contribution) is expected
        text = write_dossier_seen(seen, Speech("en"))
        assert ("receipt of gateway.example/ai" in text) is (expected is Grade.E3)
        assert ("nobody you trust has signed" in text) is (expected is Grade.E0)
        assert grade(seen.enclosed) is Grade.E3  # what its pages claim, by whom its author believes
    assert grade(checked(tmp_path, made.pdf, made.key, "").contribution) is Grade.E0


def test_it_is_e4_only_with_the_quorum_and_a_valid_signature(tmp_path, made):
    keys, other = (issue(datetime.now(UTC) - timedelta(days=1)) for _ in range(2))
    signed = sign_dossier(made.pdf, keys.key)
    full = read(tmp_path, made, signed, keys.root)
    assert not fails(full)
    assert grade(full.contribution) is Grade.E4
    assert all(one.grade <= Grade.E2 for one in full.contribution.prompts)
    for less in (
        read(tmp_path, made, made.pdf, keys.root),  # nobody signed
        read(tmp_path, made, signed),  # by nobody that this reader trusts
        read(tmp_path, made, signed, other.root),
        read(tmp_path, made, signed, keys.root, witnesses=WITNESSES[:1]),
        read(tmp_path, made, signed, keys.root, witnesses=()),
    ):
        assert grade(less.contribution) is Grade.E3
    assert grade(read(tmp_path, made, signed, keys.root, parties=()).contribution) is Grade.E0
    at = signed.index(b"%PDF") + 9
    broken = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert grade(read(tmp_path, made, broken, keys.root).contribution) is Grade.E3


@pytest.mark.parametrize("junk", [None, {}, "x", [None], ["x"], [[]] * 500, [str(STRANGER.key)]])
def test_parties_of_any_form_in_a_dossier_break_nothing_and_claim_nothing(tmp_path, made, junk):
    files = files_of(made.pdf)
    said = json.loads(files["dossier.json"]) | {"parties": junk}
    seen = read(tmp_path, made, with_files(files | {"dossier.json": json.dumps(said).encode()}))
    assert not seen_record(seen)["json_agrees"]
    assert grade(seen.enclosed) is Grade.E0
    assert grade(seen.contribution) is Grade.E3


def test_a_work_without_receipts_has_a_dossier_as_before(tmp_path):
    work = begun(tmp_path)
    answered(tmp_path, work, None)
    dossier, pdf = dossier_of(work)
    assert dossier.parties == ()
    assert not fails(checked(tmp_path, pdf))
