"""PROV-JSON that a program of others reads: what came from what, by whom it was kept, and no author named."""

import io
import json
import warnings

import pytest
from prov.model import (
    ProvActivity,
    ProvAgent,
    ProvAssociation,
    ProvAttribution,
    ProvDerivation,
    ProvDocument,
    ProvEntity,
    ProvGeneration,
    ProvUsage,
)

from tanba.works import to_prov
from tanba.works.playback import replay
from tanba.works.record.card import make_work
from tanba.works.record.recorder import Recorder
from works.written_works import BEGUN, Clock, write_article, write_story


def read(record):
    """Return the document as the library of others reads it."""
    document = ProvDocument.deserialize(io.StringIO(json.dumps(to_prov(record))))
    again = ProvDocument.deserialize(content=document.serialize())
    assert again == document
    return document


def names(document, kind):
    return {str(one.identifier) for one in document.get_records(kind)}


def links(document, kind):
    return {tuple(str(end) for end in one.args[:2]) for one in document.get_records(kind)}


def test_the_story_has_its_people_its_steps_and_its_things(tmp_path):
    work, _ = write_story(tmp_path)
    document = read(replay(work))
    assert names(document, ProvAgent) == {"tanba:keeper", "tanba:model-g1", "tanba:model-g2"}
    assert names(document, ProvActivity) == {
        "tanba:session-1", "tanba:session-2", "tanba:g1", "tanba:g2",
    }  # fmt: skip
    assert names(document, ProvEntity) == {
        "tanba:p1", "tanba:p2", "tanba:s1", "tanba:g1-0", "tanba:g1-1", "tanba:g2-0",
        "tanba:piece-1",
    }  # fmt: skip
    assert links(document, ProvUsage) == {("tanba:g1", "tanba:p1"), ("tanba:g2", "tanba:p2")}
    assert ("tanba:g1-1", "tanba:g1") in links(document, ProvGeneration)
    assert {("tanba:piece-1", "tanba:g1-1"), ("tanba:piece-1", "tanba:s1")} <= links(
        document, ProvDerivation
    )
    assert ("tanba:session-1", "tanba:keeper") in links(document, ProvAssociation)


def test_nobody_is_named_as_author_of_anything(tmp_path):
    for work in (write_story(tmp_path)[0], write_article(tmp_path)):
        document = read(replay(work))
        assert list(document.get_records(ProvAttribution)) == []
        text = json.dumps(to_prov(replay(work)))
        assert "wasAttributedTo" not in text
        assert "creator" not in text.lower()


def test_times_are_the_claims_of_a_clock_and_no_times_of_prov(tmp_path):
    document = read(replay(write_article(tmp_path)))
    for activity in document.get_records(ProvActivity):
        assert activity.get_startTime() is None
        assert activity.get_endTime() is None
    (session,) = (one for one in document.get_records(ProvActivity) if "session" in str(one))
    assert {str(name) for name, _ in session.attributes} >= {"tanba:claimedTime", "tanba:claimedEnd"}


def test_a_text_that_was_retyped_is_derived_from_the_machine_output_all_the_same(tmp_path):
    work, _ = write_story(tmp_path)
    assert ("tanba:piece-1", "tanba:g2-0") in links(read(replay(work)), ProvDerivation)


@pytest.mark.parametrize(
    "piece", ["қасқыр мен қыз.md", "a:b", "../../x", "(1)'\"", "#", "_:a", "p1 p1", "-"]
)
def test_a_piece_may_be_called_anything(tmp_path, piece):
    work = tmp_path / "a.work"
    make_work(work, "Атауы", "Айгүл", language="kk", now=BEGUN)
    with Recorder.start(work, Clock(), tool="t") as recorder:
        recorder.open(piece, "a.txt", "text", b"")
        recorder.insert(piece, 0, "x", "typed")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        document = read(replay(work))
    (entity,) = document.get_records(ProvEntity)
    assert {str(name): said for name, said in entity.attributes}["tanba:piece"] == piece


def test_a_work_that_was_only_begun_has_a_document_too(tmp_path):
    work = tmp_path / "a.work"
    make_work(work, "Атауы", "Айгүл", language="kk", now=BEGUN)
    document = read(replay(work))
    assert names(document, ProvAgent) == {"tanba:keeper"}
