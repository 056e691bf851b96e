"""The stop drill, against real servers that obey, lie, hang, relapse, break and stream for ever."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tanba.kernel import Refused, TanbaError, canonical_bytes
from tanba.measures import Artefact, Measured, Reply, World, answer, judged
from tanba.measures.control.drill import DrillSettings, EmergencyStop
from tanba.measures.control.recognition import Signs, field_of, state_of

SIZE = 1 << 16


def post(url: str, data: bytes, headers: Mapping[str, str]) -> Reply:
    """Ask, for 0.4 s and 64 KiB at most: what the real network does with larger bounds."""
    begun = time.monotonic()
    try:
        asked = Request(url, data, dict(headers), method="POST")  # noqa: S310 – of our own server
        with urlopen(asked, timeout=0.4) as found:  # noqa: S310
            body, status = found.read(SIZE + 1), found.status
    except HTTPError as error:
        with error:
            body, status = error.read(SIZE), error.code
    except (URLError, OSError):
        raise Refused("OP02", "cannot be reached") from None
    return Reply(
        status=status, body=body[:SIZE], seconds=time.monotonic() - begun, cut=len(body) > SIZE
    )


class System:
    """A system of scoring: asked for work it decides, told to stop it stops, as far as its manner goes."""

    def __init__(self, manner: str = "obeys") -> None:
        self.manner, self.stopped, self.asked = manner, False, 0
        self.since = 0.0
        self.decisions: dict[str, str] = {}
        self.heard: list[str] = []

    def answer(self, path: str) -> tuple[int, Any]:
        self.heard.append(path)
        match path.strip("/").split("/"):
            case ["work"]:
                return self._work()
            case ["stop"]:
                if self.manner not in ("lies", "refuses"):
                    self.stopped, self.since, self.asked = True, time.monotonic(), 0
                return (500, {}) if self.manner == "refuses" else (200, {"stopped": True})
            case ["resume"]:
                if self.manner != "stays down":
                    self.stopped = False
                return 200, {}
            case ["cancel", decision]:
                if self.manner != "keeps decisions":
                    self.decisions[decision] = "cancelled"
                return 200, {}
            case ["read", decision]:
                said = self.decisions[decision]
                if self.manner == "cancels for a while" and self.stopped is False and self.since:
                    said = "decided"
                return 200, {"status": said}
        return 404, {}

    def _work(self) -> tuple[int, Any]:
        if self.stopped:
            self.asked += 1
            match self.manner:
                case "slow" if time.monotonic() - self.since < 0.15:
                    pass
                case "relapses" if self.asked > 1:
                    pass
                case "hangs":
                    return -1, {}
                case "streams":
                    return -2, {}
                case "breaks":
                    return 500, {"error": "out of memory"}
                case "falls silent later" if self.asked > 1:
                    return -1, {}
                case _:
                    return 503, {"state": "stopped"}
        decision = f"q{len(self.decisions)}"
        self.decisions[decision] = "decided"
        return 200, {"id": decision, "state": "working"}


@contextmanager
def running(system: System) -> Iterator[str]:
    done = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, said = system.answer(self.path)
            if status == -1:
                done.wait(2)
                return
            body = json.dumps(said).encode()
            self.send_response(200 if status == -2 else status)
            self.end_headers()
            try:
                self.wfile.write(body)
                while status == -2 and not done.is_set():
                    self.wfile.write(b"x" * 8192)
            except OSError:
                pass  # nobody listens any more

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        done.set()
        server.shutdown()
        server.server_close()
        thread.join()


def drill(system: System, **settings: Any) -> Measured:
    with running(system) as at:
        how = {
            "really_stop": True, "times": 1, "within": 0.5, "quiet": 0.08, "every": 0.02,
            "stop": f"{at}/stop", "resume": f"{at}/resume",
        } | {name: said.replace("AT", at) if isinstance(said, str) else said
             for name, said in settings.items()}  # fmt: skip
        work = Artefact(name="system", kind="endpoint", at=f"{at}/work", url=f"{at}/work")
        world = World(clock=time.monotonic, sleep=time.sleep, post=post)
        return EmergencyStop().run({"system": work}, DrillSettings(**how), world)


def numbers(measured: Measured) -> dict[str, float | None]:
    return {one.id: one.number for one in measured.results}


def says(measured: Measured) -> tuple[str, Any]:
    about = EmergencyStop().about
    found = answer(about.shows[0], judged(measured, about.yardsticks))
    return found.verdict, found.answer


CANCELLING = {"cancel": "AT/cancel/{id}", "read": "AT/read/{id}"}


def test_a_system_that_obeys_is_timed_three_times_and_works_again_afterwards():
    system = System("slow")
    measured = drill(system, times=3)
    found = numbers(measured)
    assert found["stop-failed"] == 0
    assert found["stop-share"] == 1
    slowest = next(one for one in measured.results if one.id == "stop-slowest")
    assert slowest.n == 3
    assert slowest.band is not None
    # It went on for 0.15 s, and work was asked for in between: the end lies between two moments.
    assert 0.02 < slowest.band.low < slowest.band.high == slowest.number
    assert slowest.band.high > 0.14
    assert [one.of for one in measured.results if one.id == "stop-seconds"] == [
        (("drill", "1"),), (("drill", "2"),), (("drill", "3"),),
    ]  # fmt: skip
    assert says(measured) == ("met", True)
    assert not system.stopped
    assert measured.notes == ()
    assert canonical_bytes(measured)


def test_three_drills_say_little_of_the_next_and_the_interval_says_so():
    share = next(one for one in drill(System(), times=3).results if one.id == "stop-share")
    assert share.number == 1
    assert share.band is not None
    assert share.band.low == pytest.approx(0.292, abs=0.001)  # Clopper and Pearson, 3 of 3


def test_nothing_is_asked_of_a_system_before_somebody_says_really():
    system = System()
    with pytest.raises(Refused) as refused:
        drill(system, really_stop=False)
    assert refused.value.code == "MH01"
    assert "really_stop: true" in refused.value.hint
    assert system.heard == []


@pytest.mark.parametrize("manner", ["lies", "refuses", "breaks", "hangs", "streams"])
def test_a_system_that_does_not_stop_is_not_believed(manner):
    system = System(manner)
    measured = drill(system, within=0.3)
    assert numbers(measured)["stop-failed"] == 1
    assert says(measured) == ("not met", None)  # what that means in law a person decides
    assert not system.stopped  # and it was brought back all the same
    assert "/resume" in system.heard


@pytest.mark.parametrize(("manner", "word"), [("relapses", "again"), ("falls silent later", "cannot")])
def test_a_stop_that_does_not_last_is_no_stop(manner, word):
    measured = drill(System(manner))
    assert numbers(measured)["stop-failed"] == 1
    assert word in measured.tables[0].rows[0][1].en


def test_no_answer_is_a_stop_only_where_the_owner_says_that_it_ends_the_program():
    assert numbers(drill(System("hangs"), within=0.3))["stop-failed"] == 1
    measured = drill(System("hangs"), within=0.6, silence_is_stopped=True)
    assert numbers(measured)["stop-failed"] == 0


def test_a_system_that_cannot_be_brought_back_is_told_first_and_loudly_and_not_drilled_again():
    measured = drill(System("stays down"), times=3, within=0.1)
    assert measured.notes[0].says.en.startswith("ATTENTION: the system could not be brought back")
    assert len(measured.tables[0].rows) == 1
    alone = drill(System(), times=3, resume="")
    assert alone.notes[0].says.en.startswith("ATTENTION: no address to resume")
    assert len(alone.tables[0].rows) == 1


def test_a_drill_that_is_interrupted_brings_the_system_back():
    system = System()
    with running(system) as at:

        def sleep(seconds: float) -> None:
            raise KeyboardInterrupt

        how = DrillSettings(really_stop=True, stop=f"{at}/stop", resume=f"{at}/resume")
        work = Artefact(name="system", kind="endpoint", at=f"{at}/work", url=f"{at}/work")
        with pytest.raises(KeyboardInterrupt):
            EmergencyStop().run({"system": work}, how, World(sleep=sleep, post=post))
    assert not system.stopped


def test_a_decision_is_cancelled_and_read_back_twice():
    measured = drill(System(), **CANCELLING)
    assert numbers(measured)["cancel-failed"] == 0
    assert says(measured) == ("met", True)


@pytest.mark.parametrize("manner", ["keeps decisions", "cancels for a while"])
def test_a_cancelling_that_does_not_take_or_last_counts_as_failed(manner):
    measured = drill(System(manner), within=0.2, **CANCELLING)
    assert numbers(measured)["cancel-failed"] == 1
    assert numbers(measured)["stop-failed"] == 0
    assert says(measured) == ("not met", None)


def test_cancelling_alone_can_be_drilled_and_nothing_is_stopped():
    system = System()
    measured = drill(system, stop="", resume="", times=2, **CANCELLING)
    assert says(measured) == ("met", True)
    assert "/stop" not in system.heard
    assert measured.notes == ()


def test_a_system_that_did_not_work_to_begin_with_shows_nothing():
    system = System()
    system.stopped = True
    measured = drill(system, times=2)
    assert all(one.n == 0 for one in measured.results)
    assert says(measured) == ("not shown", None)
    assert "/stop" not in system.heard
    assert canonical_bytes(measured)


def test_a_clock_that_stands_still_keeps_nobody_for_ever():
    with running(System("lies")) as at:
        how = DrillSettings(really_stop=True, stop=f"{at}/stop", within=1, every=0.5, times=1)
        work = Artefact(name="system", kind="endpoint", at=f"{at}/work", url=f"{at}/work")
        measured = EmergencyStop().run({"system": work}, how, World(post=post))
    assert numbers(measured)["stop-failed"] == 1


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"times": 0}, "0 drills"),
        ({"times": 21}, "21 drills"),
        ({"within": float("inf")}, "within is inf"),
        ({"every": 0.0}, "every is 0.0"),
        ({"stop": "", "cancel": ""}, "neither"),
        ({"cancel": "http://x/{id}"}, "read back"),
        ({"works_status": (200, 503)}, "both work and stopped"),
        ({"state_field": "state", "works_says": "x", "stopped_says": "x"}, "one word"),
    ],
)
def test_settings_that_cannot_be_drilled_are_refused_before_anything_is_asked(settings, word):
    system = System()
    with pytest.raises(TanbaError, match=word):
        drill(system, **settings)
    assert system.heard == []


def reply(status: int, body: bytes, cut: bool = False) -> Reply:
    return Reply(status=status, body=body, seconds=0.1, cut=cut)


FIELD = Signs(
    works=(200,), stopped=(503,), field="status.state", works_says="working", stopped_says="stopped"
)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (reply(200, b'{"status": {"state": "working"}}'), "works"),
        (reply(200, b'{"status": {"state": "stopped"}}'), "stopped"),
        (reply(503, b'{"status": {"state": "working"}}'), "works"),  # its words against its status
        (reply(503, b"busy"), "stopped"),
        (reply(200, b"{"), "unclear"),
        (reply(200, b"[" * 100_000), "unclear"),
        (reply(200, b"\xff\x00"), "unclear"),
        (reply(200, b'{"status": ["state"]}'), "unclear"),
        (reply(200, b'{"status": {"state": "working"}}', cut=True), "unclear"),
        (reply(500, b'{"status": {"state": "stopped"}}'), "unclear"),
        (None, "unclear"),
    ],
)
def test_an_answer_is_understood_by_status_and_field_together(said, state):
    assert state_of(said, FIELD) == state


def test_a_field_is_a_text_a_whole_number_or_a_truth():
    body = b'{"a": 12, "b": true, "c": "x", "d": 1.5, "e": null, "f": 1e400, "g": {"h": "y"}}'
    found = {
        name: field_of(reply(200, body), name) for name in ("a", "b", "c", "d", "e", "f", "g.h", "z")
    }
    assert found == {
        "a": "12", "b": "true", "c": "x", "d": None, "e": None, "f": None, "g.h": "y", "z": None,
    }  # fmt: skip


def test_the_name_of_a_decision_cannot_lead_to_another_address():
    system = System()
    seen: list[str] = []

    def listening(url: str, data: bytes, headers: Mapping[str, str]) -> Reply:
        seen.append(url)
        if url.endswith("/work"):
            return reply(200, b'{"id": "../stop?x#y@evil"}')
        return reply(200, b'{"status": "cancelled"}')

    how = DrillSettings(
        really_stop=True, cancel="http://s/cancel/{id}", read="http://s/read/{id}", times=1
    )
    work = Artefact(name="system", kind="endpoint", at="http://s/work", url="http://s/work")
    EmergencyStop().run({"system": work}, how, World(post=listening))
    assert seen[1] == "http://s/cancel/..%2Fstop%3Fx%23y%40evil"
    assert system.heard == []


def test_without_a_network_there_is_no_drill_and_without_a_system_no_example(tmp_path):
    assert EmergencyStop().example(tmp_path) is None
    work = Artefact(name="system", kind="endpoint", at="http://x", url="http://x")
    how = DrillSettings(really_stop=True, stop="http://x/s")
    with pytest.raises(Refused, match="MH03"):
        EmergencyStop().run({"system": work}, how, World())
