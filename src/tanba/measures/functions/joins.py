"""Joins in one schema: parts that are harmless apart and a function together."""

from collections.abc import Sequence

from tanba.measures.frame.measure import Artefact
from tanba.measures.functions.biometric_words import PARTS as BODY_PARTS
from tanba.measures.functions.biometric_words import biometric_lexicon
from tanba.measures.functions.finding import Findings, Group, Look, find_signs, label_sets
from tanba.measures.functions.names import names_in
from tanba.measures.functions.social_words import PARTS as SOCIAL_PARTS
from tanba.measures.functions.social_words import social_lexicon


def social_signs(artefact: Artefact) -> Findings:
    """
    Return the signs of social evaluation (17(3)(3)) in a table, a file or a folder.

    A schema that has a period, behaviour or personal characteristics, and classes is a sign: a strong one when
    it also has an evaluation and persons, a weak one when it has one of them. All parts spread over several
    schemas of one data flow are a weak sign. Errors are those of `names_in`.
    """
    found = Findings()
    look = Look(lexicon=social_lexicon(), alone=("social-score", "person-score"), parts=SOCIAL_PARTS)
    find_signs(names_in(artefact, found.unread), look, found)
    joined = [_join_social(found, group) for _, group in sorted(found.groups.items())]
    whole = _flow(found)
    if (
        whole is not None
        and not any(joined)
        and _named(whole, ("evaluation", "persons")) == 2
        and _core(whole)
    ):
        found.add("weak", "social-flow", whole.place, _shown(whole, SOCIAL_PARTS))
    return found


def _join_social(found: Findings, group: Group) -> bool:
    beside = _named(group, ("evaluation", "persons"))
    if not beside or not _core(group) or len(set(group.parts.values())) < 2:
        return False
    grade, why = ("strong", "social-join") if beside == 2 else ("weak", "social-part")
    found.add("strong" if grade == "strong" else "weak", why, group.place, _shown(group, SOCIAL_PARTS))
    return True


def _core(group: Group) -> bool:
    conduct = _named(group, ("behaviour", "characteristics"))
    return bool(conduct) and _named(group, ("period", "classes")) == 2


def biometric_signs(artefact: Artefact) -> Findings:
    """
    Return the signs of biometric classification (17(3)(5)) in a table, a file or a folder.

    Biometrics and a told race, religion or politics in one schema are a strong sign; and so are labels of these
    in a file that names biometrics. A trait that may only be asked beside biometrics is a weak one. Errors are
    those of `names_in`.
    """
    found = Findings()
    look = Look(
        lexicon=biometric_lexicon(),
        alone=("body-named", "body-other"),
        parts=BODY_PARTS,
        anywhere=("body",),
    )
    find_signs(names_in(artefact, found.unread), look, found)
    bodies = {file for (file, _), group in found.groups.items() if "body" in group.parts}
    for _, group in sorted(found.groups.items()):
        if "body" not in group.parts:
            continue
        if "told-named" in group.parts:
            found.add("strong", "body-join", group.place, _shown(group, ("body", "told-named")))
        elif "named" in group.parts or "told-other" in group.parts:
            found.add(
                "weak", "body-beside", group.place, _shown(group, ("body", "named", "told-other"))
            )
    for group, _, labels in label_sets(found):
        found.add(
            "strong" if group.place.file in bodies else "weak", "body-labels", group.place, labels
        )
    return found


def _flow(found: Findings) -> Group | None:
    """Return all schemas as one, or None when there are none."""
    whole: Group | None = None
    for _, group in sorted(found.groups.items()):
        if whole is None:
            whole = Group(group.place._replace(where="", line=0))
        for part, name in group.parts.items():
            whole.parts.setdefault(part, name)
    return whole


def _named(group: Group, parts: Sequence[str]) -> int:
    return sum(part in group.parts for part in parts)


def _shown(group: Group, parts: Sequence[str]) -> str:
    named = (group.parts[part] for part in parts if part in group.parts)
    return " + ".join(dict.fromkeys(named))
