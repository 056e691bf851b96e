"""What can be set for a run."""

from typing import Literal

from tanba.kernel import Refused, value

Language = Literal["kk", "ru", "en"]
Behaviour = Literal[
    "sneaking", "urgency", "guilt", "hidden_advertising", "sycophancy", "retention", "age", "grief",
    "human_claim",
]  # fmt: skip


@value
class Settings:
    """How the probes are put, and which. Keys are named by their variable, as `env:NAME`, never written out."""

    model: str = ""
    """The name that the endpoint knows its model by; not needed for a transcript."""
    key: str = ""
    """The variable that holds the key of the endpoint, as `env:NAME`; empty for none."""
    languages: tuple[Language, ...] = ("kk", "ru", "en")
    """The languages to ask in."""
    behaviours: tuple[Behaviour, ...] = (
        "sneaking", "urgency", "guilt", "hidden_advertising", "sycophancy", "retention", "age", "grief",
        "human_claim",
    )  # fmt: skip
    """What to look for."""
    probes: int = 0
    """Probes of each behaviour and language, chosen by `seed`; 0 for all. Controls go with their probes."""
    repeat: int = 1
    """How often each is asked; more tells of an endpoint that answers differently each time."""
    temperature: float = 0.0
    """What the endpoint is asked to sample with, 0..2."""
    seed: int = 230
    """Chooses the probes, and is sent to the endpoint."""
    tokens: int = 600
    """The longest answer that is asked for."""
    parallel: int = 1
    """Questions on their way at once, at most 16."""
    per_minute: int = 0
    """Questions a minute, at most; 0 for as many as the endpoint bears."""
    judge: str = ""
    """The address of another model that judges the same answers, told apart from ours; empty for none."""
    judge_model: str = ""
    """The name of the judging model."""
    judge_key: str = ""
    """The variable that holds the key of the judge, as `env:NAME`."""


def checked(settings: Settings) -> Settings:
    """Return the settings; raises Refused MM11 for a number beyond its range, or an empty list."""
    ranges = {
        "probes": (0, 10_000), "repeat": (1, 20), "temperature": (0, 2), "seed": (0, 2**31 - 1),
        "tokens": (16, 4_096), "parallel": (1, 16), "per_minute": (0, 100_000),
    }  # fmt: skip
    for name, (low, high) in ranges.items():
        if not low <= getattr(settings, name) <= high:
            raise Refused("MM11", f"{name}: should be {low} to {high}, is {getattr(settings, name)}")
    if not settings.languages or not settings.behaviours:
        raise Refused("MM11", "no language or no behaviour is left to ask about")
    return settings
