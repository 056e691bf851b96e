"""Who was read without consent: joined with receipts of every carrier, against a slow oracle."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import TanbaError
from tanba.measures import Artefact, World, answer, judged
from tanba.measures.consent.joining import join
from tanba.measures.consent.measure import Emotions
from tanba.measures.consent.records import receipt_rows
from tanba.measures.consent.settings import ConsentSettings

ALMATY = ZoneInfo("Asia/Almaty")


def table(folder: Path, name: str, header: str, *rows: str) -> Artefact:
    path = folder / name
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return Artefact(name=name, kind="table", at=name, path=path)


def lines(folder: Path, *receipts: object) -> Artefact:
    path = folder / "consents.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in receipts), "utf-8")
    return Artefact(name="consents", kind="file", at=path.name, path=path)


def counted(folder: Path, readings: list[str], consents: Artefact, **more: object):
    outputs = table(folder, "outputs.csv", "person,moment", *readings)
    told = ConsentSettings(**{"purposes": ("emotions",), **more})
    return join(outputs, consents, told, World())


RECEIPT = "person,purpose,from,until,withdrawn"


@pytest.mark.parametrize(
    ("moment", "without"),
    [
        ("2026-03-01T08:59:59", 1),
        ("2026-03-01T09:00:00", 0),
        ("2026-03-31T23:59:59.999999", 0),
        ("2026-04-01T00:00:00", 1),
        ("2026-03-01T04:00:00Z", 0),
        ("2026-03-01 03:59:59Z", 1),
        ("01.03.2026 09:00", 0),
        ("1772337600", 0),  # the same moment in Unix time
        ("2026-03-02", 0),
        ("2026-03-01", 1),  # a whole day, and consent began in the middle of it
    ],
)
def test_consent_holds_from_its_beginning_to_its_end(tmp_path, moment, without):
    consents = table(tmp_path, "consents.csv", RECEIPT, "A,emotions,2026-03-01 09:00,2026-04-01,")
    found = counted(tmp_path, [f"A,{moment}"], consents)
    assert (found.readings, found.unconsented_readings) == (1, without)


@pytest.mark.parametrize(("last_day", "without"), [("out", 1), ("in", 0)])
def test_the_last_day_is_out_unless_it_is_said_to_be_in(tmp_path, last_day, without):
    consents = table(tmp_path, "consents.csv", RECEIPT, "A,emotions,2026-03-01,2026-03-31,")
    found = counted(tmp_path, ["A,2026-03-31 23:00"], consents, last_day=last_day)
    assert found.unconsented_readings == without


def test_withdrawal_ends_every_earlier_consent_and_a_new_one_holds_again(tmp_path):
    consents = table(
        tmp_path,
        "consents.csv",
        RECEIPT,
        "A,emotions,2026-06-01,2026-12-31,",  # out of order: given again after the withdrawal
        "A,emotions,2026-01-01,2026-12-31,2026-05-01",
        "A,emotions,2026-02-01,2026-12-31,",  # says nothing of the withdrawal
        "A,emotions,2026-01-01,2026-12-31,2026-05-01",  # twice
    )
    moments = ["2026-01-15", "2026-04-30", "2026-05-01", "2026-05-31", "2026-06-01"]
    found = counted(tmp_path, [f"A,{day}T12:00" for day in moments], consents)
    assert found.first_rows == (3, 4)


def test_consent_to_another_purpose_is_none_and_spelling_does_not_matter(tmp_path):
    consents = table(
        tmp_path,
        "consents.csv",
        RECEIPT,
        "A,marketing,2026-01-01,,",
        "B,Emotion-Analysis ,2026-01-01,,",
        "C,,2026-01-01,,",
    )
    rows = [f"{who},2026-02-01T12:00" for who in "ABC"]
    found = counted(tmp_path, rows, consents, purposes=("emotion analysis",))
    assert found.first_rows == (1, 3)
    assert found.receipts.other_purpose == 2


def test_with_purposes_in_the_readings_consent_is_for_that_very_one(tmp_path):
    consents = table(
        tmp_path, "consents.csv", RECEIPT, "A,quality,2026-01-01,,", "A,training,2026-01-01,2026-01-10,"
    )
    outputs = table(
        tmp_path,
        "outputs.csv",
        "person,moment,why",
        "A,2026-02-01T12:00,quality",
        "A,2026-02-01T12:00,training",
        "A,2026-02-01T12:00,fun",
    )
    told = ConsentSettings(purposes=("quality", "training"), purpose="why")
    assert join(outputs, consents, told, World()).first_rows == (2, 3)


def test_another_controller_and_other_processing_give_no_consent(tmp_path):
    header = RECEIPT + ",controller,processing"
    consents = table(
        tmp_path,
        "consents.csv",
        header,
        'A,emotions,2026-01-01,,,Bank,"voice, text"',
        "B,emotions,2026-01-01,,,Shop,voice",
        "C,emotions,2026-01-01,,,Bank,face",
    )
    rows = [f"{who},2026-02-01T12:00" for who in "ABC"]
    found = counted(tmp_path, rows, consents, controller="bank", processing=("voice",))
    assert found.first_rows == (2, 3)
    assert found.receipts.other_terms == 2


def test_what_cannot_be_read_is_no_consent_and_is_counted_apart(tmp_path):
    consents = table(
        tmp_path,
        "consents.csv",
        RECEIPT,
        "A,emotions,some day,,",
        "B,emotions,2026-01-01,later,",
        "C,emotions,2026-01-01,,true",
        "D,emotions,2026-01-01,,no",
        "E,emotions,2026-05-01,2026-04-01,",
        ",emotions,2026-01-01,,",
        "F,emotions,2026-01-01,,",
        "F,emotions,,,yes",
    )
    rows = [f"{who},2026-02-01T12:00" for who in "ABCDEF"]
    found = counted(tmp_path, [*rows, "D,yesterday", ",2026-02-01", "D,"], consents)
    assert found.first_rows == (1, 2, 3, 5, 6)
    assert (found.unreadable, found.readings, found.persons) == (3, 6, 6)
    assert (found.receipts.unreadable, found.receipts.empty, found.receipts.nobody) == (4, 1, 1)


def test_an_hour_lived_twice_needs_consent_both_times(tmp_path):
    # On 29 February 2024 the clocks of Almaty went from 24:00 back to 23:00.
    consents = table(tmp_path, "consents.csv", RECEIPT, "A,emotions,2024-02-29T18:00:00Z,,")
    found = counted(
        tmp_path,
        ["A,2024-02-29 23:30", "A,2024-02-29T23:30+05:00", "A,2024-02-29T23:30+06:00", "A,2024-03-01"],
        consents,
    )
    assert found.first_rows == (1, 3)


def test_nested_receipts_of_the_standard_are_read(tmp_path):
    def record(person: str, *events: dict[str, str]) -> dict[str, object]:
        return {
            "schema_version": "1",
            "record_id": person,
            "pii_principal_id": person,
            "pii_processing": {"purposes": [{"purpose": "emotions"}, {"purpose": "marketing"}]},
            "event": list(events),
        }

    given = {"event_time": "2026-01-31T10:00:00+05:00", "event_state": "ConsentGiven"}
    withdrawn = {"event_time": "2026-02-10T10:00:00+05:00", "event_state": "consent withdrawn"}
    again = {
        "event_time": "2026-02-20T10:00:00+05:00",
        "event_state": "given",
        "validity_duration": "P1M",
    }
    asked = {"event_time": "2026-01-01T10:00:00+05:00", "event_state": "requested"}
    consents = lines(
        tmp_path,
        record("A", withdrawn, given, again),
        record("B", asked),
        record("C", given | {"validity_duration": "P1M"}),
        record("D", given | {"validity_duration": "a month"}),
        {
            "piiPrincipalId": "E",
            "consentTimestamp": 1767258000,
            "services": [{"purposes": ["emotions"]}],
        },
        {"person": "F", "purpose": "emotions", "from": "2026-01-01"},
    )
    rows = [
        "A,2026-02-05T12:00",
        "A,2026-02-15T12:00",
        "A,2026-03-19T12:00",
        "A,2026-03-21T12:00",
        "B,2026-02-05T12:00",
        "C,2026-02-28T09:59",
        "C,2026-02-28T10:01",  # a month after the 31st of January
        "D,2026-02-05T12:00",
        "E,2026-02-05T12:00",
        "F,2026-02-05T12:00",
    ]
    assert counted(tmp_path, rows, consents).first_rows == (2, 4, 5, 7, 8)


def test_every_carrier_of_receipts_says_the_same(tmp_path):
    rows = [("A", "2026-01-01", "2026-06-01"), ("B", "2026-02-01", None), ("C", "2026-07-01", None)]
    flat = [{"person": p, "purpose": "emotions", "from": f, "until": u} for p, f, u in rows]
    frame = pl.DataFrame(flat).with_columns(pl.col("from", "until").str.to_date())
    frame.write_parquet(tmp_path / "c.parquet")
    pl.DataFrame(flat).write_csv(tmp_path / "c.csv")
    (tmp_path / "c.json").write_text(json.dumps(flat), "utf-8")
    (tmp_path / "many").mkdir()
    for number, one in enumerate(flat):
        (tmp_path / "many" / f"{number}.json").write_text(json.dumps(one), "utf-8")
    lines(tmp_path, *flat)
    readings = [f"{who},2026-{month:02}-15T12:00" for who in "ABC" for month in range(1, 10)]
    found = set()
    for name in ("c.parquet", "c.csv", "c.json", "many", "consents.jsonl"):
        consents = Artefact(name="consents", kind="file", at=name, path=tmp_path / name)
        found.add(repr(counted(tmp_path, readings, consents)))
    assert len(found) == 1


hours = st.integers(0, 30)
receipts = st.lists(
    st.tuples(st.sampled_from("AB"), hours, st.none() | hours, st.none() | hours), max_size=8
)


@given(receipts, st.lists(st.tuples(st.sampled_from("ABC"), hours), min_size=1, max_size=12))
@settings(deadline=None, max_examples=30)
def test_the_index_says_what_the_definition_says(tmp_path_factory, given_, read):
    folder = tmp_path_factory.mktemp("oracle")
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def at(hour: int | None) -> str | None:
        return None if hour is None else (start + timedelta(hours=hour)).isoformat()

    def holds(person: str, hour: int) -> bool:
        """The definition, word by word: some consent covers the hour and no withdrawal lies in between."""
        gone = [w for p, _, _, w in given_ if p == person and w is not None]
        return any(
            p == person
            and f <= hour
            and (u is None or hour < u)
            and (w is None or hour < w)
            and not any(f <= g <= hour for g in gone)
            for p, f, u, w in given_
        )

    consents = lines(
        folder,
        *(
            {"person": p, "purpose": "emotions", "from": at(f), "until": at(u), "withdrawn": at(w)}
            for p, f, u, w in given_
        ),
    )
    found = counted(folder, [f"{person},{at(hour)}" for person, hour in read], consents)
    without = [number for number, (person, hour) in enumerate(read, 1) if not holds(person, hour)]
    assert list(found.first_rows) == without
    assert found.unconsented_persons == len({read[number - 1][0] for number in without})
    assert found.persons == len({person for person, _ in read})


def worked(folder: Path):
    example = Emotions().example(folder)
    reads = {
        name: Artefact(name=name, kind="file", at=at, path=folder / at)
        for name, at in example.reads.items()
    }
    return reads, ConsentSettings(
        **{**example.settings, "purposes": tuple(example.settings["purposes"])}
    )


def said(reads, told, fact="consent_of_each_person"):
    about = Emotions().about
    measured = Emotions().run(reads, told, World())
    shows = next(one for one in about.shows if one.fact == fact)
    return measured, answer(shows, judged(measured, about.yardsticks))


def test_the_worked_example_counts_the_bank_s_clients_one_by_one(tmp_path):
    measured, found = said(*worked(tmp_path))
    numbers = {one.id: (one.number, one.n) for one in measured.results}
    # By hand: nine never consented to this (46-54), three had withdrawn before a later call (43-45).
    assert numbers["unconsented.persons"] == (12.0, 60)
    assert numbers["unconsented.readings"] == (30.0, 180)
    assert numbers["unconsented.share"] == (0.2, 60)
    assert (found.verdict, found.answer) == ("not met", False)


def test_no_person_s_id_stands_in_what_is_reported(tmp_path):
    measured, _ = said(*worked(tmp_path))
    assert "C-00" not in repr(measured)


def test_all_consented_is_said_only_when_every_row_can_be_read(tmp_path):
    consents = table(tmp_path, "consents.csv", RECEIPT, "A,emotions,2026-01-01,,")
    told = ConsentSettings(purposes=("emotions",))
    whole = {"outputs": table(tmp_path, "o.csv", "person,moment", "A,2026-02-01"), "consents": consents}
    _, found = said(whole, told)
    assert (found.verdict, found.answer) == ("met", True)
    broken = {**whole, "outputs": table(tmp_path, "o.csv", "person,moment", "A,2026-02-01", "A,?")}
    _, found = said(broken, told)
    assert (found.verdict, found.answer) == ("not shown", None)


def test_a_row_without_an_emotion_is_no_reading(tmp_path):
    consents = table(tmp_path, "consents.csv", RECEIPT, "A,emotions,2026-01-01,,")
    rows = ["A,2026-02-01,joy", "B,2026-02-01,"]
    outputs = table(tmp_path, "o.csv", "person,moment,tone", *rows)
    told = ConsentSettings(purposes=("emotions",), emotion="tone")
    measured, found = said({"outputs": outputs, "consents": consents}, told)
    assert found.answer is True
    assert any(note.words == {"rows": "1"} for note in measured.notes)


def test_readings_without_records_of_consent_answer_nothing(tmp_path):
    outputs = table(tmp_path, "o.csv", "person,moment", "A,2026-02-01")
    _, found = said({"outputs": outputs}, ConsentSettings(purposes=("emotions",)))
    assert (found.verdict, found.answer) == ("not shown", None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "MC03"),
        (b"[1]", "MC03"),
        (b'"A"', "MC03"),
        (b"\xff\xfe\x00", "MC03"),
        (b"[" * 100_000, "MC03"),
        (b"1" * 5_000, "MC03"),
        (b"a" * 2_000_000, "MC03"),
    ],
)
@pytest.mark.parametrize("name", ["consents.json", "consents.jsonl"])
def test_what_is_no_receipt_is_our_own_error(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    if (name, content) == ("consents.json", b"[1]"):
        assert code == "MC03"  # a list of one receipt that is none
    with pytest.raises(TanbaError, match=code):
        counted(tmp_path, ["A,2026-01-01"], Artefact(name="c", kind="file", at=name, path=path))


def test_a_record_with_parts_without_end_is_refused():
    events = [{"event_time": "2026-01-01", "event_state": "given"}] * 200
    receipt = {"person": "A", "purposes": ["x"] * 200, "events": events}
    with pytest.raises(TanbaError, match="MC03 a receipt with more than"):
        list(receipt_rows(receipt, "r", 1))


def test_purposes_are_asked_for_with_those_the_records_name(tmp_path):
    consents = table(tmp_path, "consents.csv", RECEIPT, "A,качество,2026-01-01,,")
    with pytest.raises(TanbaError, match="MC01") as refused:
        counted(tmp_path, ["A,2026-01-01"], consents, purposes=())
    assert "качество" in refused.value.hint


def test_a_time_zone_that_is_not_there_is_refused(tmp_path):
    consents = table(tmp_path, "consents.csv", RECEIPT, "A,emotions,2026-01-01,,")
    with pytest.raises(TanbaError, match="MF04"):
        counted(tmp_path, ["A,2026-01-01"], consents, zone="Asia/Atlantis")
