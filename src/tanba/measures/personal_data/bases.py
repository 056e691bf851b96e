"""The rows of a register: the basis each names, and whether a consent stood on the day of processing."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from tanba.kernel import Refused
from tanba.measures.frame.measure import Artefact
from tanba.measures.personal_data.settings import PersonalDataSettings
from tanba.measures.tables.source import open_table

if TYPE_CHECKING:
    import polars as pl

BASES: Final = {
    "consent": "consent", "келісім": "consent", "согласие": "consent",
    "law": "law", "заң": "law", "закон": "law",
    "contract": "contract", "шарт": "contract", "договор": "contract",
    "treaty": "treaty", "халықаралық шарт": "treaty", "международный договор": "treaty",
    "other": "other", "өзге": "other", "басқа": "other", "иное": "other", "другое": "other",
    "none": "none", "no": "none", "жоқ": "none", "нет": "none", "-": "none", "–": "none", "—": "none",
    "unknown": "unknown", "?": "unknown", "белгісіз": "unknown", "неизвестно": "unknown",
}  # fmt: skip
"""Words for a legal basis. A word that is none of these names one we do not know: a person must judge it."""

STANDS, OPEN, ENDED, LACKING = 0, 1, 2, 3
"""What holds a processing: a ground that is named, nothing known, a consent of another time, nothing at all."""


def own_words(bases: Mapping[str, str]) -> dict[str, str]:
    """Return words of an owner in small letters; raises Refused MP02 for one that is no kind of basis."""
    kinds = sorted(set(BASES.values()))
    for word, kind in bases.items():
        if kind not in kinds:
            raise Refused(
                "MP02", f"{kind!r}, for {word!r}, is no kind of basis", f"say {', '.join(kinds)}"
            )
    return {word.strip().lower(): kind for word, kind in bases.items()}


def rows_of(
    artefact: Artefact, settings: PersonalDataSettings, words: Mapping[str, str]
) -> "Iterator[pl.DataFrame]":
    """Yield person, key of the processing, purpose, basis and state of every row that names a person."""
    import polars as pl

    from tanba.measures.tables.values import days, texts

    source = open_table(artefact)
    source.need(settings.subject, settings.basis)
    there = {column.name for column in source.columns}
    purpose = settings.purpose if settings.purpose in there else None
    dated = [
        name if name in there else None
        for name in (settings.since, settings.until, settings.withdrawn, settings.at)
    ]
    wanted = [settings.subject, settings.basis, purpose, *dated]
    for batch in source.batches(list(dict.fromkeys(name for name in wanted if name))):
        try:
            columns = {
                "subject": texts(batch[settings.subject]),
                "basis": texts(batch[settings.basis]),
                "purpose": texts(batch[purpose]) if purpose else None,
                **{
                    key: days(batch[name]) if name else None
                    for key, name in zip(("since", "until", "withdrawn", "at"), dated, strict=True)
                },
            }
        except Refused as error:
            raise error.at(artefact.at) from None
        frame = pl.DataFrame(
            {key: column for key, column in columns.items() if column is not None}
        ).with_columns(_missing(columns, settings))
        yield _judged(frame.filter(pl.col("subject").is_not_null()), settings.grace_days, words)


def _missing(columns: Mapping[str, Any], settings: PersonalDataSettings) -> "list[pl.Expr]":
    import polars as pl

    blank = {"purpose": pl.lit("", dtype=pl.String), "at": pl.lit(settings.on, dtype=pl.Date)}
    return [
        blank.get(key, pl.lit(None, dtype=pl.Date)).alias(key)
        for key, column in columns.items()
        if column is None
    ]


def _judged(frame: "pl.DataFrame", grace: int, words: Mapping[str, str]) -> "pl.DataFrame":
    import polars as pl

    at, since, until, withdrawn = (pl.col(key) for key in ("at", "since", "until", "withdrawn"))
    word = pl.col("basis").str.strip_chars().str.to_lowercase().fill_null("none")
    kind = word.replace_strict(words, default="strange", return_dtype=pl.String)
    ended = (at < since) | (at > until) | (at > withdrawn.dt.offset_by(f"{grace}d"))
    consent = (
        pl.when(at.is_null()).then(OPEN).when(ended.fill_null(False)).then(ENDED)
        # A consent of no day may have been given after all.
        .when(since.is_null()).then(OPEN).otherwise(STANDS)
    )  # fmt: skip
    state = (
        pl.when(kind == "none").then(LACKING).when(kind.is_in(["unknown", "strange"])).then(OPEN)
        .when(kind == "consent").then(consent).otherwise(STANDS)
    )  # fmt: skip
    purpose = pl.col("purpose").fill_null("")
    return frame.select(
        pl.col("subject").hash(seed=230).alias("person"),
        pl.struct("subject", purpose.alias("purpose"), "at").hash(seed=230).alias("key"),
        purpose.alias("purpose"),
        kind.alias("basis"),
        at.is_not_null().alias("dated"),
        pl.when(kind == "strange").then(pl.col("basis").str.slice(0, 60)).alias("strange"),
        state.cast(pl.Int8).alias("state"),
    )
