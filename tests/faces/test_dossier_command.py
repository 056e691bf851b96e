"""`tanba work dossier` and `verify`, and results recorded in a log: as an author and a reader meet them."""

import json
import shutil

import pytest
from PIL import Image

from faces.log_keepers import Keeper, clock_of
from faces.tanba_run import ROOT
from works.written_works import write_article, write_story


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A story that was sealed twice with a time, and its signed dossier."""
    keeper = Keeper(tmp_path_factory.mktemp("begun"))
    write_story(keeper.folder)
    with clock_of(keeper.folder) as clock:
        keeper.key = keeper.begin("--time-authority", clock.address, "--roots", "roots.pem")
        keeper.fine("keys", "new", "--name", "author")
        for _ in range(2):
            keeper.fine("work", "seal", "--log", "log")
        code, out, err = keeper.say(
            "work", "dossier", "story.pdf", "--sign", "author", "--about", "Ертегі", "--json", "story.json",
            lang="kk",
        )  # fmt: skip
        assert (code, out) == (0, "story.pdf\n")
        assert "work.dossier" in err
        assert "UTC" in err  # when the finished dossier existed at the latest, by the authority
    return keeper


@pytest.fixture
def reader(begun, tmp_path):
    """Somebody who has got the dossier and nothing else."""
    person = Keeper(tmp_path)
    for name in ("story.pdf", "roots.pem"):
        shutil.copy(begun.folder / name, tmp_path / name)
    return person


def test_a_reader_checks_it_with_no_log_and_no_work(begun, reader):
    out = reader.fine("work", "verify", "story.pdf", "--log-key", begun.key, "--roots", "roots.pem")
    assert "it holds" in out
    assert out.count("existed by") == 2
    assert "Signed by" in out
    assert "sealed in the log, entry 1" in out


def test_a_time_is_not_shown_to_who_trusts_no_authority(begun, reader):
    out = reader.fine("work", "verify", "story.pdf", "--log-key", begun.key)
    assert "existed by" not in out
    assert "no time-stamp authority that you trust" in out
    assert "You named no key" in reader.fine("work", "verify", "story.pdf")


@pytest.mark.parametrize(("lang", "word"), [("kk", "расталды"), ("ru", "подтвержд")])
def test_it_is_told_in_the_language_of_the_reader(reader, lang, word):
    out = reader.fine("work", "verify", "story.pdf", lang=lang)
    assert word in out
    for english in ("holds", "Signed", "sealed", "Acts"):
        assert english not in out


def test_programs_get_the_same(begun, reader):
    words = ("--log-key", begun.key, "--roots", "roots.pem", "--format", "json")
    seen = json.loads(reader.fine("work", "verify", "story.pdf", *words))
    assert seen["fails"] is False
    assert [one["opened"] for one in seen["seals"]] == [True, True]
    assert all(one["time"] for one in seen["seals"])
    said = json.loads((begun.folder / "story.json").read_bytes())
    assert said["register"]["about"] == "Ертегі"
    assert said["contribution"]["pieces"] == seen["contribution"]["pieces"]


def test_the_dossier_itself_is_committed_to_in_the_log(begun):
    out = begun.fine("log", "show", "--kind", "work.dossier")
    assert "work.dossier" in out


def test_a_dossier_that_was_altered_ends_with_one_or_two(begun, reader):
    whole = (reader.folder / "story.pdf").read_bytes()
    for at in (9, len(whole) // 3, len(whole) // 2):
        altered = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        (reader.folder / "altered.pdf").write_bytes(altered)
        code, out, err = reader.say("work", "verify", "altered.pdf", "--log-key", begun.key)
        assert code in (1, 2), at
        assert out + err


def test_the_key_of_another_log_does_not_hold(begun, reader):
    other = begun.key.replace("қала.kz/log", "дала.kz/log")
    code, _, err = reader.say("work", "verify", "story.pdf", "--log-key", other)
    assert (code, "EV30" in err) == (2, True)  # its hash does not fit its name
    stranger = Keeper(reader.folder / "stranger")
    stranger.folder.mkdir()
    code, out, _ = reader.say("work", "verify", "story.pdf", "--log-key", stranger.begin())
    assert code == 1
    assert "✗" in out


def test_without_a_log_there_is_a_dossier_with_no_seal(tmp_path):
    author = Keeper(tmp_path)
    write_article(tmp_path)
    assert author.fine("work", "dossier", "a.pdf", lang="ru") == "a.pdf\n"
    out = author.fine("work", "verify", "a.pdf")
    assert "Nobody signed it" in out
    assert "No seal" in out


def test_the_record_of_the_work_here_is_checked_too(begun):
    code, out, err = begun.say("work", "verify")
    assert code == 0
    assert "2 seals" in out
    assert "only a seal" in err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("dossier",), "OUT"),
        (("dossier", "x.pdf", "--sign", "nobody"), "KY"),
        (("dossier", "x.pdf", "--sign", "log"), "--algorithm es256"),
        (("dossier", "x.pdf", "--on", "yesterday"), "--on"),
        (("dossier", "x.pdf", "--log", "elsewhere"), "tanba log init"),
        (("dossier", "no/such/folder/x.pdf"), "x.pdf"),
        (("verify", "roots.pem"), "EV70"),
        (("verify", "no-such.pdf"), "no-such.pdf"),
        (("verify", "story.pdf", "--log-key", "junk"), "EV30"),
        (("verify", "story.pdf", "--roots", "story.json"), "EV64"),
        (("verify", "story.pdf", "--signers", "story.json"), "EV64"),
    ],
    ids=lambda words: "-".join(words[:4]) if isinstance(words, tuple) else "",
)
def test_wrong_use_is_told_with_two(begun, words, hint):
    code, out, err = begun.say("work", *words)
    assert code == 2, (out, err)
    assert hint in err
    assert not (begun.folder / "x.pdf").exists()


def test_a_marked_file_and_an_assessment_are_recorded_and_proven(begun, tmp_path):
    keeper = begun.copy(tmp_path / "keeper")
    Image.new("RGB", (320, 240), (10, 90, 90)).save(keeper.folder / "a.jpg")
    cards = sorted((ROOT / "examples/kz").glob("*.yaml"))
    keeper.fine("mark", "a.jpg", "--in-place", "--key", "author", "--log", "log", lang="ru")
    code, _, err = keeper.say("assess", cards[0], "--log", "log")
    assert code in (0, 1), err
    listed = json.loads(keeper.fine("log", "show", "--format", "json"))["entries"]
    kinds = [one["kind"] for one in listed]
    assert kinds[-2:] == ["marking", "assessment"]
    keeper.fine("log", "export", "b.zip", str(listed[-1]["index"]), str(listed[-2]["index"]))
    assert keeper.log("verify", "b.zip", "--key", begun.key)[0] == 0
    whole = (keeper.folder / "b.zip").read_bytes()
    assert cards[0].read_bytes() in whole
