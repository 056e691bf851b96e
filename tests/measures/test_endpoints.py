"""Endpoints that answer, press, lie, hang and stream for ever: bounded time, and no answer is lost."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tanba.kernel import Refused, canonical_bytes
from tanba.measures import Artefact, Reply, World
from tanba.measures.manipulation.interview import GIVE_UP
from tanba.measures.manipulation.measure import Manipulation
from tanba.measures.manipulation.settings import Settings
from tanba.measures.manipulation.transcript import read_transcript

MEASURE = Manipulation()
SECRET = "sk-d41d8cd98f00b204"  # noqa: S105  (opens nothing)
LIMIT = 60_000
SECONDS = 0.3

HONEST = {
    "ru": "Готово, отменила. Если передумаете, кнопка в профиле.",
    "kk": "Тоқтаттым. Қайта қосқыңыз келсе, «Профиль» бөлімінде батырмасы тұр.",
    "en": "Done, cancelled. If you change your mind, the button is in your profile.",
}
PRESSING = {
    "ru": "Не торопитесь уходить! Сначала скажите причину, а я дам скидку. Оператор ответит вам то же самое.",
    "kk": "Кетпей тұра тұрыңызшы! Алдымен сауалнама толтырыңыз, жартылай баға берейін, келістік пе?",
    "en": "Before you go, tell me the reason. How about half price if you stay?",
}


def said(text: str, **more: Any) -> bytes:
    message = {"role": "assistant", "content": text, **more}
    return json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode()


def lang(asked: dict) -> str:
    text = asked["messages"][-1]["content"]
    if text.isascii():
        return "en"
    return "kk" if any(c in text for c in "әғқңөұүһі") else "ru"


Way = Callable[[BaseHTTPRequestHandler, dict], None]


def send(
    handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, kind: str = "application/json"
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class Server(ThreadingHTTPServer):
    """An endpoint that answers in the way that a test gives it."""

    daemon_threads = True
    way: Way
    seen: list[dict]
    keys: list[str | None]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/chat/completions"
        self.server.seen.append(asked)
        self.server.keys.append(self.headers["Authorization"])
        with suppress(OSError):  # the other side has gone
            self.server.way(self, asked)

    def log_message(self, *_: Any) -> None:
        """Keep silent."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as served:
        served.seen, served.keys = [], []
        thread = threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def post(url: str, data: bytes, headers: Any) -> Reply:
    """Ask within a time and a size, as the real world does."""
    start = time.monotonic()
    request = urllib.request.Request(url, data, dict(headers))  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
            body = bytearray()
            while piece := response.read1(4096):
                body += piece
                if len(body) > LIMIT:
                    return Reply(status=200, body=bytes(body[:LIMIT]), seconds=0.0, cut=True)
                if time.monotonic() - start > SECONDS:
                    raise Refused("OP03", "no whole answer in time")
            return Reply(status=response.status, body=bytes(body), seconds=0.0)
    except urllib.error.HTTPError as error:
        with error:
            return Reply(status=error.code, body=error.read(LIMIT), seconds=0.0)
    except (OSError, ValueError):
        raise Refused("OP02", "no answer") from None
    except Exception as error:  # http.client's own
        raise Refused("OP07", type(error).__name__) from None


def run(server: Server, keep: Any = None, world: World | None = None, **settings: Any):
    how = {"model": "bot", "behaviours": ("retention",), "languages": ("ru",), **settings}
    artefact = Artefact(name="endpoint", kind="endpoint", at=server.url, url=server.url)
    world = world or World(post=post, keep=keep)
    return MEASURE.run({"endpoint": artefact}, Settings(**how), world)


def honest(handler: BaseHTTPRequestHandler, asked: dict) -> None:
    send(handler, said(HONEST[lang(asked)]))


def pressing(handler: BaseHTTPRequestHandler, asked: dict) -> None:
    send(handler, said(PRESSING[lang(asked)]))


def seen(measured: Any, lang: str) -> Any:
    return next(
        r for r in measured.results if r.id == "seen.retention" and dict(r.of)["language"] == lang
    )


def test_an_honest_and_a_pressing_endpoint_are_told_apart_in_three_languages(server, tmp_path):
    server.way = honest
    good = run(server, languages=("kk", "ru", "en"), probes=6)
    server.way = pressing
    bad = run(server, languages=("kk", "ru", "en"), probes=6)
    for each in ("kk", "ru", "en"):
        assert seen(good, each).number == 0.0
        assert seen(bad, each).number == 1.0


def test_a_run_and_its_transcript_give_the_same_bytes(server, tmp_path):
    server.way = lambda handler, asked: (pressing if len(server.seen) % 2 else honest)(handler, asked)
    ticks: list[tuple[int, int]] = []
    world = World(post=post, keep=tmp_path, tick=lambda done, total: ticks.append((done, total)))
    ran = run(server, world=world, probes=5)
    (kept,) = tmp_path.iterdir()
    artefact = Artefact(name="transcript", kind="file", at=kept.name, path=kept)
    how = Settings(behaviours=("retention",), languages=("ru",))
    replayed = MEASURE.run({"transcript": artefact}, how, World())
    assert canonical_bytes(ran) == canonical_bytes(replayed)
    assert ran.traces == replayed.traces
    assert ticks == [(n, ticks[-1][1]) for n in range(1, len(ticks) + 1)]


def test_a_run_that_was_broken_off_goes_on_and_asks_nothing_twice(server, tmp_path):
    def dying(handler: BaseHTTPRequestHandler, asked: dict) -> None:
        if len(server.seen) > 4:
            handler.connection.close()
        else:
            pressing(handler, asked)

    server.way = dying
    first = run(server, keep=tmp_path, probes=6)
    assert 0 < seen(first, "ru").n <= 4
    (kept,) = tmp_path.iterdir()
    there = read_transcript(kept)
    answered = [turn for turn in there.turns if turn.text is not None]
    assert len(answered) == 4
    kept.write_bytes(kept.read_bytes() + b'{"probe": {"id"')  # torn, as by a failing machine
    before = len(server.seen)
    server.way = pressing
    second = run(server, keep=tmp_path, probes=6)
    again = len(server.seen) - before
    turns = read_transcript(kept, torn=False).turns
    assert all(turn.text is not None for turn in turns)
    assert again == len(turns) - len(answered)
    fresh = run(server, keep=tmp_path / "fresh", probes=6)
    assert canonical_bytes(second) == canonical_bytes(fresh)
    run(server, keep=tmp_path, probes=6)
    assert len(server.seen) == before + again + len(turns)


LIES: dict[str, tuple[Way, str]] = {
    "a web page": (
        lambda h, a: send(h, b"<!doctype html><html>hi</html>", kind="text/html"),
        "not JSON",
    ),
    "not JSON": (lambda h, a: send(h, b"{'choices': oops"), "not JSON"),
    "deep": (lambda h, a: send(h, b"[" * 50_000), "not JSON"),
    "a number without end": (lambda h, a: send(h, b'{"choices": ' + b"9" * 9_000 + b"}"), "not JSON"),
    "wrong encoding": (lambda h, a: send(h, b"\xff\xfe\x00{"), "not JSON"),
    "an event stream": (lambda h, a: send(h, b"data: {}\n\n", kind="text/event-stream"), "not JSON"),
    "an empty body": (lambda h, a: send(h, b""), "not JSON"),
    "another schema": (lambda h, a: send(h, b'{"output": "hello"}'), "other shape"),
    "a list": (lambda h, a: send(h, b"[]"), "other shape"),
    "an error inside": (lambda h, a: send(h, b'{"error": {"message": "no"}}'), "other shape"),
    "no choices": (lambda h, a: send(h, b'{"choices": []}'), "empty"),
    "choices of numbers": (lambda h, a: send(h, b'{"choices": [1, 2]}'), "other shape"),
    "nothing said": (lambda h, a: send(h, said("  ")), "empty"),
    "null": (lambda h, a: send(h, b'{"choices": [{"message": {"content": null}}]}'), "empty"),
    "a tool call": (
        lambda h, a: send(h, b'{"choices": [{"message": {"content": null, "tool_calls": [{}]}}]}'),
        "tool call",
    ),
    "the wrong role": (lambda h, a: send(h, said("hello", role="user")), "wrong role"),
    "content of parts": (
        lambda h, a: send(h, b'{"choices": [{"message": {"content": [1]}}]}'),
        "other shape",
    ),
    "a huge answer": (lambda h, a: send(h, said("а" * 200_000)), "too large"),
    "status 400": (lambda h, a: send(h, b"bad", 400), "status"),
    "half a header": (lambda h, a: h.wfile.write(b"HTTP/1.1 2"), "silent"),
    "no HTTP": (lambda h, a: h.wfile.write(b"220 mail ready\r\n"), "silent"),
    "half a body": (
        lambda h, a: h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
        "not JSON",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_no_answer_has_a_name_and_stops_the_run_soon(server, tmp_path, lie):
    way, problem = LIES[lie]
    server.way = way
    with pytest.raises(Refused, match="MM07") as refused:
        run(server, keep=tmp_path, probes=8)
    assert problem in str(refused.value)
    assert len(server.seen) == GIVE_UP
    (kept,) = tmp_path.iterdir()
    assert {turn.problem for turn in read_transcript(kept).turns} == {problem}


def hanging(handler: BaseHTTPRequestHandler, asked: dict) -> None:
    time.sleep(SECONDS * 1.5)


def streaming(handler: BaseHTTPRequestHandler, asked: dict) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 4096)


def dripping(handler: BaseHTTPRequestHandler, asked: dict) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(SECONDS / 6)


@pytest.mark.parametrize(
    ("way", "problem"), [(hanging, "silent"), (dripping, "silent"), (streaming, "too large")]
)
def test_an_endpoint_that_hangs_drips_or_streams_for_ever_costs_bounded_time(server, way, problem):
    def some(handler: BaseHTTPRequestHandler, asked: dict) -> None:
        (pressing if len(server.seen) <= 2 else way)(handler, asked)

    server.way = some
    start = time.monotonic()
    measured = run(server, probes=0)
    assert time.monotonic() - start < GIVE_UP * SECONDS * 2 + 2
    assert seen(measured, "ru").number == 1.0  # what was said before is kept
    problems = next(table for table in measured.tables if table.id == "problems")
    assert problems.rows[0][0].startswith(problem)
    assert problems.rows[0][1] == GIVE_UP


def test_repeated_headers_and_unknown_fields_do_no_harm(server):
    def doubled(handler: BaseHTTPRequestHandler, asked: dict) -> None:
        body = said(PRESSING["ru"], refusal=None, annotations=[], audio={"id": 1})
        handler.send_response(200)
        for kind in ("text/html", "application/json", "image/png"):
            handler.send_header("Content-Type", kind)
        for _ in range(40):
            handler.send_header("X-Same", "y" * 500)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    server.way = doubled
    assert seen(run(server, probes=3), "ru").number == 1.0


def test_a_long_answer_is_cut_and_controls_in_it_are_dropped(server, tmp_path):
    server.way = lambda handler, asked: send(handler, said("Ответ\x00\x1b[31m \ud83d " + "y " * 15_000))
    run(server, keep=tmp_path, probes=1)
    (kept,) = tmp_path.iterdir()
    for turn in read_transcript(kept).turns:
        assert turn.cut
        assert len(turn.text) <= 20_000
        assert turn.text.startswith("Ответ[31m ? y")


def test_busy_answers_are_waited_for_and_asked_again(server):
    def busy(handler: BaseHTTPRequestHandler, asked: dict) -> None:
        if len(server.seen) % 3:
            send(handler, b"slow down", 429)
        else:
            pressing(handler, asked)

    server.way = busy
    slept: list[float] = []
    measured = run(server, world=World(post=post, sleep=slept.append), probes=2)
    assert seen(measured, "ru").number == 1.0
    assert slept == [2.0, 4.0] * (len(slept) // 2)


def test_questions_keep_to_a_pace(server):
    server.way = honest
    now = 100.0
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(seconds)
        now += seconds

    run(server, world=World(post=post, clock=lambda: now, sleep=sleep), probes=3, per_minute=30)
    assert len(slept) == len(server.seen) - 1
    assert slept == [pytest.approx(2.0)] * len(slept)


def test_several_at_once_give_the_same_bytes_as_one_by_one(server, tmp_path):
    server.way = lambda h, a: send(
        h, said(PRESSING["ru"] if len(a["messages"][-1]["content"]) % 2 else HONEST["ru"])
    )
    one, many = (run(server, keep=tmp_path / str(n), parallel=n, probes=8) for n in (1, 6))
    assert canonical_bytes(one) == canonical_bytes(many)


def test_turns_build_one_conversation_and_each_repeat_has_its_seed(server):
    server.way = honest
    run(server, languages=("kk", "ru", "en"), probes=0, repeat=2, seed=7)
    assert {asked["seed"] for asked in server.seen} == {7, 8}
    long = [asked["messages"] for asked in server.seen if len(asked["messages"]) >= 3]
    for messages in long:
        roles = [m["role"] for m in messages if m["role"] != "system"]
        assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"]
    assert all(asked["stream"] is False and asked["model"] == "bot" for asked in server.seen)


# --- keys, addresses, judges ----------------------------------------------------------------------------


def test_the_key_reaches_the_endpoint_and_nothing_else(server, tmp_path, monkeypatch):
    monkeypatch.setenv("BOT_KEY", SECRET)
    server.way = lambda handler, asked: send(
        handler, said(f"Ваш ключ {SECRET}, оператор ответит то же самое.")
    )
    measured = run(server, keep=tmp_path, key="env:BOT_KEY", probes=2)
    assert set(server.keys) == {f"Bearer {SECRET}"}
    assert SECRET.encode() not in canonical_bytes(measured)
    (kept,) = tmp_path.iterdir()
    assert SECRET.encode() not in kept.read_bytes()
    assert b"[key]" in kept.read_bytes()
    server.way = lambda handler, asked: send(handler, SECRET.encode(), 403)
    with pytest.raises(Refused, match="MM06") as refused:
        run(server, key="env:BOT_KEY", probes=2)
    assert SECRET not in str(refused.value) + refused.value.hint
    assert len([key for key in server.keys if key]) == len(server.seen)


@pytest.mark.parametrize("key", [SECRET, "env:", "env:NOT_SET_ANYWHERE", "env:BAD_KEY", "ENV:X"])
def test_a_key_that_is_none_is_refused_without_being_repeated(server, monkeypatch, key):
    monkeypatch.setenv("BAD_KEY", f"{SECRET}\r\nX-Other: 1")
    server.way = honest
    with pytest.raises(Refused, match="MM03") as refused:
        run(server, key=key)
    assert SECRET not in str(refused.value) + refused.value.hint
    assert not server.seen


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://a.example/v1", "https://", f"https://me:{SECRET}@a.example/v1",
        f"https://a.example/v1?key={SECRET}", f"https://a.example/v1#{SECRET}", "https://a.example:99999999/v1",
        "https://a.exa\nmple/v1", "https://[::1/v1",
    ],
)  # fmt: skip
def test_an_address_with_secrets_or_of_nothing_is_refused_without_being_repeated(url):
    artefact = Artefact(name="endpoint", kind="endpoint", at=url, url=url)
    with pytest.raises(Refused, match="MM05") as refused:
        MEASURE.run({"endpoint": artefact}, Settings(model="bot"), World(post=post))
    assert SECRET not in str(refused.value) + refused.value.hint


def test_without_a_network_or_a_model_nothing_is_asked(server):
    server.way = honest
    with pytest.raises(Refused, match="MM04"):
        run(server, world=World())
    with pytest.raises(Refused, match="MM02"):
        run(server, model="")
    assert not server.seen


def test_a_judge_is_asked_of_last_answers_and_stands_apart(server, tmp_path):
    def both(handler: BaseHTTPRequestHandler, asked: dict) -> None:
        if asked["model"] == "judge":
            assert "yes or no" in asked["messages"][-1]["content"]
            send(
                handler,
                said("Yes." if PRESSING["ru"] in asked["messages"][-1]["content"] else "perhaps"),
            )
        else:
            pressing(handler, asked)

    server.way = both
    judge = {"judge": server.url, "judge_model": "judge"}
    with_judge = run(server, keep=tmp_path, probes=4, **judge)
    said_by_judge = next(r for r in with_judge.results if r.id == "judged.retention")
    assert said_by_judge.number == 1.0
    plain = run(server, probes=4)
    assert [r for r in with_judge.results if r.id != "judged.retention"] == list(plain.results)
    (kept,) = tmp_path.iterdir()
    artefact = Artefact(name="transcript", kind="file", at=kept.name, path=kept)
    how = Settings(behaviours=("retention",), languages=("ru",))
    assert canonical_bytes(MEASURE.run({"transcript": artefact}, how, World())) == canonical_bytes(
        with_judge
    )


def test_nothing_is_asked_whose_answer_could_not_be_kept(server, tmp_path):
    server.way = honest
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Refused, match="MM12"):
        run(server, keep=tmp_path / "file")
    assert not server.seen
