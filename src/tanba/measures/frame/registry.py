"""Which measures there are: ours, and those that other packages bring by the entry point `tanba.measures`."""

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from tanba.kernel import Refused, value
from tanba.measures.frame.measure import Measure

GROUP = "tanba.measures"

OURS = {
    "discrimination": "discrimination.measure:Discrimination",
    "proxies": "discrimination.proxies:Proxies",
    "drift": "discrimination.drift:Drift",
    "emotions": "consent.measure:Emotions",
    "social-evaluation": "functions.social:SocialEvaluation",
    "biometric-classes": "functions.biometric:BiometricClasses",
    "vulnerability": "vulnerability.measure:Vulnerability",
    "personal-data": "personal_data.measure:PersonalData",
    "manipulation": "manipulation.measure:Manipulation",
    "human-control": "control.measure:HumanControl",
    "emergency-stop": "control.drill:EmergencyStop",
    "labels": "labels.measure:Labels",
    "data-library": "libraries.measure:DataLibrary",
}


@value
class Broken:
    """A measure of another package that could not be loaded; the others still can."""

    name: str
    package: str
    why: str


def find_measure(name: str) -> Measure:
    """Return a measure by its id; raises Refused MS01 for one that is not there, MS02 for a broken one."""
    known = all_measures()
    if name not in known:
        hint = f"there are {', '.join(known)}"
        raise Refused("MS01", f"there is no measure {name!r}", hint)
    found = known[name]
    if isinstance(found, Broken):
        raise Refused("MS02", f"the measure {name!r} of {found.package} cannot be loaded: {found.why}")
    return found


@cache
def all_measures() -> dict[str, Measure | Broken]:
    """Return every measure by id, ours first; one of another package never takes the place of ours."""
    found: dict[str, Measure | Broken] = {}
    for name, where in OURS.items():
        module, _, kind = where.partition(":")
        found[name] = getattr(import_module(f"tanba.measures.{module}"), kind)()
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        package = entry.dist.name if entry.dist else "?"
        if entry.name in found:
            found[f"{package}:{entry.name}"] = Broken(
                name=entry.name, package=package, why="its name is taken"
            )
            continue
        try:
            made: Measure = entry.load()()
            if made.about.id != entry.name:
                raise TypeError(f"its id is {made.about.id!r}")
        except Exception as error:  # whatever somebody's package does, ours still work
            found[entry.name] = Broken(name=entry.name, package=package, why=_first_line(error))
        else:
            found[entry.name] = made
    return found


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
