"""Where data are said to be kept: which holdings have no store in Kazakhstan, and which stores lie outside."""

from collections.abc import Mapping
from typing import Final

from tanba.kernel import Refused, value
from tanba.measures.frame.measure import Artefact
from tanba.measures.personal_data.settings import PersonalDataSettings
from tanba.measures.tables.source import open_table

STORES: Final = 100_000
"""More stores than anybody has."""

_HOME: Final = frozenset(
    {"kz", "kaz", "kazakhstan", "republic of kazakhstan", "қазақстан", "казахстан"}
)
_ISO: Final = """
ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt
bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh
er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht
hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky la lb lc li lk lr ls lt
lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl
no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh
si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um
us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_CODES: Final = frozenset(_ISO.split())
"""ISO 3166-1 alpha-2, but for our own country."""


@value
class Stores:
    """
    Stores and holdings as they are declared.

    A place that is neither Kazakhstan nor a known country code is unknown: the name of a host ending in .kz
    does not say where the machine stands.
    """

    stores: int
    outside: int
    unknown: int
    holdings: int
    holdings_outside: int
    holdings_unknown: int
    rows: tuple[tuple[str, str, str, str], ...]
    """Holding, store, place, and `home`, `outside` or `unknown`; sorted, those at home last."""


def read_stores(artefact: Artefact, settings: PersonalDataSettings) -> Stores:
    """Return what a table of stores declares; raises what tables raise, MP04 for more than 100,000 stores."""
    from tanba.measures.tables.values import texts

    source = open_table(artefact)
    source.need(settings.store, settings.place)
    there = {column.name for column in source.columns}
    holding = settings.holding if settings.holding in there else settings.store
    own = {word.strip().lower(): code.strip().lower() for word, code in settings.places.items()}
    rows: set[tuple[str, str, str, str]] = set()
    for batch in source.batches(list(dict.fromkeys([holding, settings.store, settings.place]))):
        try:
            columns = [texts(batch[name]) for name in (holding, settings.store, settings.place)]
        except Refused as error:
            raise error.at(artefact.at) from None
        for of, store, place in zip(*columns, strict=True):
            if store is not None:
                rows.add((of or store, store, place or "", _where(place or "", own)))
        if len(rows) > STORES:
            raise Refused("MP04", f"more than {STORES:,} stores", "list stores, not records").at(
                artefact.at
            )
    return _counted(rows)


def _counted(rows: set[tuple[str, str, str, str]]) -> Stores:
    stores: dict[str, set[str]] = {}
    holdings: dict[str, set[str]] = {}
    for holding, store, _place, where in rows:
        stores.setdefault(store, set()).add(where)
        holdings.setdefault(holding, set()).add(where)
    order = {"outside": 0, "unknown": 1, "home": 2}
    return Stores(
        stores=len(stores),
        outside=sum("outside" in found for found in stores.values()),
        unknown=sum("outside" not in found and "unknown" in found for found in stores.values()),
        holdings=len(holdings),
        holdings_outside=sum(found == {"outside"} for found in holdings.values()),
        holdings_unknown=sum("unknown" in found and "home" not in found for found in holdings.values()),
        rows=tuple(sorted(rows, key=lambda row: (order[row[3]], row))),
    )


def _where(place: str, own: Mapping[str, str]) -> str:
    word = place.strip().lower()
    code = own.get(word, word)
    if code in _HOME:
        return "home"
    return "outside" if code in _CODES else "unknown"
