"""The measure of the emergency stop: what it declares, its settings, and a drill that really stops a system."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tanba.kernel import Refused, value
from tanba.measures.control import drill_words as words
from tanba.measures.control.recognition import Signs
from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured

_TIMES_AT_MOST: Final = 20
_SECONDS_AT_MOST: Final = 600.0
_EVERY_AT_LEAST: Final = 0.01


@value
class DrillSettings:
    """Where the stop is, how its effect is known, and how long one waits. Everything is asked by HTTP POST."""

    really_stop: bool = False
    """Say true to let a running system be stopped. Nothing is asked of it before that."""
    stop: str = ""
    """The address that stops the system; empty to drill cancelling only."""
    resume: str = ""
    """The address that lets it work again. Without one there is one drill, and the system is left stopped."""
    cancel: str = ""
    """The address that cancels one decision, with {id} where its name goes; empty not to try."""
    read: str = ""
    """The address that tells of one decision, with {id}: by it a cancelling is read back."""
    work_body: str = "{}"
    """The JSON that asks for work. Use trial data: it is really carried out."""
    stop_body: str = "{}"
    """The JSON sent to stop."""
    resume_body: str = "{}"
    """The JSON sent to resume."""
    cancel_body: str = "{}"
    """The JSON sent to cancel."""
    works_status: tuple[int, ...] = (200, 201, 202)
    """Statuses of HTTP with which work is accepted."""
    stopped_status: tuple[int, ...] = (403, 409, 423, 503)
    """Statuses with which a stopped system refuses work. 500 is not among them: an accident is no stop."""
    state_field: str = ""
    """Where the answer to work says the state, such as `status.state`; empty to go by the status alone."""
    works_says: str = "working"
    """What that field says of a system that works."""
    stopped_says: str = "stopped"
    """What that field says of a system that is stopped."""
    silence_is_stopped: bool = False
    """No answer counts as stopped: only for a stop that ends the program itself."""
    decision_field: str = "id"
    """Where the answer to work names the decision that was made."""
    cancelled_field: str = "status"
    """Where the answer about a decision says how it stands."""
    cancelled_says: str = "cancelled"
    """What that field says of a cancelled decision."""
    times: int = 3
    """Drills, 1 to 20."""
    within: float = 60.0
    """Seconds that stopping, resuming and cancelling may each take, to 600."""
    quiet: float = 5.0
    """Seconds for which it must then stay stopped, to 600."""
    every: float = 0.2
    """Seconds between two looks, 0.01 to 60."""

    @property
    def signs(self) -> Signs:
        """How its answers are understood."""
        return Signs(
            works=self.works_status, stopped=self.stopped_status, field=self.state_field,
            works_says=self.works_says, stopped_says=self.stopped_says, silence=self.silence_is_stopped,
        )  # fmt: skip


class EmergencyStop:
    """Stops a running system, times it, cancels a decision, and brings the system back."""

    settings = DrillSettings
    about = About(
        id="emergency-stop",
        version="1",
        title=words.TITLE,
        purpose=words.PURPOSE,
        reads=(Reads(name="system", kinds=("endpoint",), about=words.SYSTEM),),
        # What failed in a drill is for a person to judge: another way to correct may be there.
        shows=(Shows(fact="correction_possible", by=("drill-failed",), met=True),),
        yardsticks={
            "drill-failed": Yardstick(source=words.NO_FAILURE, at_most=0.0),
            "stop-failed": Yardstick(source=words.NO_FAILURE, at_most=0.0),
            "stop-slowest": Yardstick(source=words.MINUTE, at_most=60.0),
            "cancel-failed": Yardstick(source=words.NO_FAILURE, at_most=0.0),
        },
        assumes=words.ASSUMES,
        cost=words.COST,
        # Half a year: fire drills are held twice a year too, and a stop rots unseen with every release.
        valid_days=180,
    )

    def run(self, reads: Mapping[str, Artefact], settings: DrillSettings, world: World) -> Measured:
        """
        Return how the drills went. A system that hangs, lies or fails gives results, not errors.

        Raises Refused MH01 unless `really_stop` is set, MH02 for settings that cannot be drilled, MH03 without
        a network.
        """
        from tanba.measures.control.drill_account import account
        from tanba.measures.control.exercise import Exercise

        if not settings.really_stop:
            what = "this drill stops a running system, and was not told to"
            raise Refused("MH01", what, "set really_stop: true, at an hour when it may stand still")
        _check(settings)
        if world.post is None:
            raise Refused("MH03", "no network was given to reach the system with")
        work = reads["system"].url or reads["system"].at
        return account(Exercise(work, settings, world, world.post).run(), settings)

    def example(self, folder: Path) -> Example | None:
        """Return nothing: there is no drill without a running system."""
        return None


def _check(how: DrillSettings) -> None:
    for name in ("within", "quiet", "every"):
        seconds = getattr(how, name)
        most = 60.0 if name == "every" else _SECONDS_AT_MOST
        if not (math.isfinite(seconds) and _EVERY_AT_LEAST <= seconds <= most):
            raise Refused("MH02", f"{name} is {seconds} seconds", f"set {_EVERY_AT_LEAST} to {most:g}")
    if not 1 <= how.times <= _TIMES_AT_MOST:
        raise Refused("MH02", f"{how.times} drills", f"set times to 1 to {_TIMES_AT_MOST}")
    if not how.stop and not how.cancel:
        raise Refused("MH02", "neither a stop nor a cancelling is to be drilled", "set stop or cancel")
    if bool(how.cancel) != bool(how.read) or (how.cancel and "{id}" not in how.read):
        raise Refused(
            "MH02", "a cancelling cannot be read back", "set cancel, and read with {id} in it"
        )
    if set(how.works_status) & set(how.stopped_status):
        raise Refused(
            "MH02", "a status means both work and stopped", "leave it in one of the two lists"
        )
    if how.state_field and how.works_says == how.stopped_says:
        raise Refused("MH02", "one word means both work and stopped", "set works_says and stopped_says")
