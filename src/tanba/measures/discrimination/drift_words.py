"""What the measure of drift says, in Kazakh, Russian and English."""

from tanba.kernel import Text

TITLE = Text(
    kk="Уақыт өте келе өзгеру: топтың жағдайы нашарлай ма",
    ru="Изменение во времени: не становится ли группе хуже",
    en="Drift: whether a group comes to fare worse",
)
PURPOSE = Text(
    kk="Әр кезеңде топтың қолайлы шешім үлесін қалғандармен салыстырып, айырманың бірқалыпты өзгерісін және"
    " күрт бұзылған кезін табады.",
    ru="Сравнивает в каждом периоде долю благоприятных решений группы с остальными и находит плавное"
    " изменение"
    " разницы и место, где она переломилась.",
    en="Compares a group's share of favourable decisions with all others' in every period, and finds a steady"
    " movement of the gap and the place where it broke.",
)
READS = Text(
    kk="Шешімдер кестесі: шешім, оның күні және негіздердің бағандары.",
    ru="Таблица решений: решение, его день и столбцы оснований.",
    en="A table of decisions: the decision, its day, and columns of grounds.",
)
ASSUMES = (
    Text(
        kk="Кезеңдер тәуелсіз және адамдар кездейсоқ келеді; маусымдық өзгеріс те үрдіс болып көрінеді.",
        ru="Периоды независимы и люди приходят случайно; сезонность тоже выглядит как изменение.",
        en="Periods are independent and people come by chance; the seasons, too, look like drift.",
    ),
)
COST = Text(
    kk="Кестені әр негіз үшін бір рет оқиды.",
    ru="Читает таблицу по разу на каждое основание.",
    en="Reads the table once for every ground.",
)
RATIO = Text(
    kk="{group}, {period}: қолайлы шешім үлесінің қалғандардікіне қатынасы {number}, {low} – {high} "
    "аралығында ({n} адам).",
    ru="{group}, {period}: доля благоприятных решений составляет {number} от доли остальных, от {low}"
    " до {high}"
    " (людей: {n}).",
    en="{group}, {period}: the share of favourable decisions is {number} times that of all others,"
    " between {low}"
    " and {high} ({n} people).",
)
TREND = Text(
    kk="{group}: қалғандардан айырманың бір кезеңдегі өзгерісі {number}, {low} – {high} аралығында.",
    ru="{group}: разница с остальными меняется за период на {number}, от {low} до {high}.",
    en="{group}: the gap to all others moves by {number} a period, between {low} and {high}.",
)
BREAK = Text(
    kk="{group}: {period} кезеңінен бастап қалғандардан айырманың өзгерісі {number}, {low} – {high} "
    "аралығында; барлық ықтимал кез есепке алынған.",
    ru="{group}: начиная с {period} разница с остальными изменилась на {number}, от {low} до {high};"
    " учтены все"
    " возможные места.",
    en="{group}: from {period} on the gap to all others changed by {number}, between {low} and {high};"
    " all places"
    " it might have been are reckoned with.",
)
SMALL = Text(
    kk="{column}: {people} адам тым аз топтар мен кезеңдерде; олар санаққа кірмеді.",
    ru="{column}: {people} чел. в слишком малых группах и периодах; в подсчёт они не вошли.",
    en="{column}: {people} people are in groups and periods that are too small, and are not counted.",
)
NO_MOMENT = Text(
    kk="{count} шешімнің күні көрсетілмеген.",
    ru="Решений без дня: {count}.",
    en="{count} decisions have no day.",
)
UNDECIDED = Text(
    kk="{count} жолда шешім жоқ; олар санаққа кірмеді.",
    ru="Строк без решения: {count}; в подсчёт они не вошли.",
    en="{count} rows have no decision and are not counted.",
)
CHART = Text(
    kk="Қалғандарға қатынас, кезеңдер бойынша",
    ru="Отношение к остальным по периодам",
    en="Ratio to all others by period",
)
ACROSS = Text(kk="кезең", ru="период", en="period")
HEADINGS = {
    "group": Text(kk="топ", ru="группа", en="group"),
    "period": Text(kk="кезең", ru="период", en="period"),
    "people": Text(kk="адам", ru="людей", en="people"),
    "rate": Text(kk="қолайлы үлес", ru="доля благоприятных", en="favourable share"),
    "others": Text(kk="қалғандарда", ru="у остальных", en="all others"),
    "ratio": Text(kk="қатынас", ru="отношение", en="ratio"),
    "low": Text(kk="кемінде", ru="не менее", en="at least"),
    "high": Text(kk="көп дегенде", ru="не более", en="at most"),
}
