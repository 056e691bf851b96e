"""A record as PROV-JSON (W3C member submission of 24 April 2013), for programs that know no Tanba."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from tanba.works.record.values import Generation, Piece, Replayed

_SPACE: Final = "urn:tanba:"
Parts = dict[str, dict[str, Any]]


def to_prov(record: Replayed) -> dict[str, Any]:
    """
    Return the record as the JSON object of a PROV document.

    Sessions and generations are activities; prompts, outputs, sources and pieces are entities; whoever
    kept the record and each model are agents. Nobody is named as author: PROV's attribution would claim
    it. Times are those of the machine's clock, and are said under `tanba:claimedTime`.
    """
    parts: Parts = {}
    keeper = _put(parts, "agent", "tanba:keeper", {"prov:type": _type("prov:Person"),
                                                  "prov:label": record.work.author})  # fmt: skip
    for head in record.sessions:
        session = _put(parts, "activity", f"tanba:session-{head.number}", {
            "tanba:claimedTime": head.at.isoformat(),
            "tanba:claimedEnd": (head.at + timedelta(milliseconds=head.ms)).isoformat(),
            "tanba:acts": head.acts,
            "tanba:sha256": head.last,
        })  # fmt: skip
        _link(parts, "wasAssociatedWith", {"prov:activity": session, "prov:agent": keeper})
    for prompt in record.prompts:
        name = _put(
            parts,
            "entity",
            f"tanba:{prompt.id}",
            {"prov:type": "prompt", "tanba:sha256": prompt.sha256},
        )
        _made(parts, name, prompt.act[0])
    for source in record.sources:
        said = {"prov:type": "source", "prov:label": source.title, "tanba:holder": source.holder,
                "tanba:rights": source.rights, "tanba:sha256": source.sha256}  # fmt: skip
        _put(parts, "entity", f"tanba:{source.id}", {key: text for key, text in said.items() if text})
    for generation in record.generations:
        _generation(parts, generation)
    for number, piece in enumerate(record.pieces, 1):
        _piece(parts, number, piece, record.sessions[-1].number)
    return {"prefix": {"tanba": _SPACE}, **parts}


def _generation(parts: Parts, generation: Generation) -> None:
    activity = _put(parts, "activity", f"tanba:{generation.id}", {
        "prov:type": "generation",
        "tanba:how": generation.how.value,
        "tanba:shown": generation.shown,
        "tanba:chosen": ", ".join(map(str, generation.chosen)),
    })  # fmt: skip
    model = f"{generation.model} {generation.version}".strip()
    agent = _put(parts, "agent", f"tanba:model-{generation.id}",
                 {"prov:type": _type("prov:SoftwareAgent"), "prov:label": model})  # fmt: skip
    _link(parts, "wasAssociatedWith", {"prov:activity": activity, "prov:agent": agent})
    if generation.prompt:
        _link(parts, "used", {"prov:activity": activity, "prov:entity": f"tanba:{generation.prompt}"})
    for number, sha256 in enumerate(generation.outputs):
        name = _put(parts, "entity", f"tanba:{generation.id}-{number}",
                    {"prov:type": "output", "tanba:sha256": sha256,
                     "tanba:chosen": number in generation.chosen})  # fmt: skip
        _link(parts, "wasGeneratedBy", {"prov:entity": name, "prov:activity": activity})


def _piece(parts: Parts, number: int, piece: Piece, session: int) -> None:
    # By its number: what a piece is called need not be a name in PROV.
    name = _put(parts, "entity", f"tanba:piece-{number}", {
        "prov:type": piece.media,
        "prov:label": piece.file,
        "tanba:piece": piece.name,
        "tanba:sha256": piece.sha256,
    })  # fmt: skip
    _made(parts, name, session)
    for origin in sorted(set(_origins(piece))):
        _link(
            parts,
            "wasDerivedFrom",
            {"prov:generatedEntity": name, "prov:usedEntity": f"tanba:{origin}"},
        )


def _origins(piece: Piece) -> Iterator[str]:
    return (span.origin.replace("#", "-") for span in piece.spans if span.origin)


def _put(parts: Parts, kind: str, name: str, said: dict[str, Any]) -> str:
    parts.setdefault(kind, {})[name] = said
    return name


def _made(parts: Parts, entity: str, session: int) -> None:
    _link(parts, "wasGeneratedBy", {"prov:entity": entity, "prov:activity": f"tanba:session-{session}"})


def _link(parts: Parts, kind: str, said: dict[str, str]) -> None:
    links = parts.setdefault(kind, {})
    links[f"_:{kind}{len(links) + 1}"] = said


def _type(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
