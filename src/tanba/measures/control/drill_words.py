"""What the stop drill says to people, in three languages."""

from typing import Final

from tanba.kernel import Text

TITLE: Final = Text(
    kk="Шұғыл тоқтату және шешімнің күшін жою жаттығуы",
    ru="Учебная аварийная остановка и отмена решения",
    en="A drill of the emergency stop and of cancelling a decision",
)
PURPOSE: Final = Text(
    kk="Жұмыс істеп тұрған жүйені шынымен тоқтатып, жұмыс қанша секундтан кейін тоқтағанын, тоқтап тұрғанын "
    "және шешімнің күші жойылғанын өлшейді.",
    ru="По-настоящему останавливает работающую систему и измеряет, через сколько секунд прекращается работа, "
    "остаётся ли она остановленной и отменяется ли решение.",
    en="Really stops a running system, and measures after how many seconds work ends, whether it stays "
    "stopped, and whether a decision can be cancelled.",
)
SYSTEM: Final = Text(
    kk="Жүйеден жұмыс сұралатын мекенжай. Сынақ деректерін жіберіңіз: әр сұрау шынайы орындалады.",
    ru="Адрес, по которому у системы просят работу. Шлите пробные данные: всё исполняется всерьёз.",
    en="The address at which the system is asked for work. Send trial data: it is really carried out.",
)
ASSUMES: Final = (
    Text(
        kk="Сұралатын жұмыс пен тоқтатылатын жұмыс – бір жүйенікі; басқа кіреберістер тексерілмейді.",
        ru="Запрашиваемая и останавливаемая работа – одной системы; другие входы не проверяются.",
        en="The work asked for and the work stopped are of one system; other ways into it are not tried.",
    ),
    Text(
        kk="Жауаптың артында жұмыстың шынымен тоқтағанын бағдарлама көрмейді: жүйе өзі туралы айтқанын естиді.",
        ru="Прекратилась ли работа за ответом, программа не видит: она слышит, что система отвечает.",
        en="Whether work has ended behind an answer a program does not see: it hears what the system answers.",
    ),
    Text(
        kk="Жаттығулар сол күнгі жүктемеде өтеді; ауыр жүктемеде тоқтату баяу болуы мүмкін.",
        ru="Учения идут при нагрузке того дня; под большой нагрузкой остановка может быть медленнее.",
        en="Drills are made under the load of that day; under a heavy one the stop may be slower.",
    ),
)
COST: Final = Text(
    kk="Әр жаттығуға секундтардан бірнеше минутқа дейін; ол кезде жүйе жұмыс істемейді.",
    ru="От секунд до нескольких минут на учение; всё это время система не работает.",
    en="Seconds to a few minutes a drill, and for that long the system does not work.",
)
NO_FAILURE: Final = Text(
    kk="Біздің ұсынысымыз: өткізілген жаттығулардың бәрі сәтті болуы тиіс. Заңда сан жоқ.",
    ru="Наше предложение: удаться должны все проведённые учения. Числа в законе нет.",
    en="Our proposal: every drill that was made should succeed. The law writes no number.",
)
MINUTE: Final = Text(
    kk="Біздің ұсынысымыз: бір минуттан ұзақ емес. Заңда сан жоқ; қауіпке қарай меншік иесі қысқартады.",
    ru="Наше предложение: не дольше минуты. Числа в законе нет; по мере опасности собственник задаёт меньше.",
    en="Our proposal: a minute at most. The law writes no number; an owner sets less as the danger asks.",
)

ALL_FAILED: Final = Text(
    kk="Сәтсіз аяқталған әрекеттер (тоқтату мен күшін жою): {number}, барлығы {n}",
    ru="Неудачных попыток (остановки и отмены вместе): {number}, всего {n}",
    en="Attempts that failed, to stop or to cancel: {number}, of {n}",
)
FAILED: Final = Text(
    kk="Сәтсіз тоқтату: {number}, жаттығулар саны {n}",
    ru="Неудачных остановок: {number}, учений {n}",
    en="Stops that failed: {number}, of {n} drills",
)
SHARE: Final = Text(
    kk="Тоқтап, тоқтаған күйінде қалғаны: {number}, {low} – {high} аралығында; жаттығулар саны {n}",
    ru="Остановилась и осталась остановленной: {number}, от {low} до {high}; учений {n}",
    en="Stopped and stayed stopped: {number}, between {low} and {high}; {n} drills",
)
SLOWEST: Final = Text(
    kk="Тоқтаудың ең баяу жағдайы: {number}, {low} – {high} аралығында",
    ru="Самая медленная остановка: {number}, от {low} до {high}",
    en="The slowest stop: {number}, between {low} and {high}",
)
EACH: Final = Text(
    kk="{drill}-жаттығу: жұмыс {low} – {high} аралығында тоқтады",
    ru="Учение {drill}: работа прекратилась между {low} и {high}",
    en="Drill {drill}: work ended between {low} and {high}",
)
UNCANCELLED: Final = Text(
    kk="Күші жойылмаған шешімдер: {number}, әрекет саны {n}",
    ru="Неотменённых решений: {number}, попыток {n}",
    en="Decisions that were not cancelled: {number}, of {n} tried",
)
CANCELS: Final = Text(
    kk="Күші жойылған шешімдер үлесі: {number}, {low} – {high} аралығында; әрекет саны {n}",
    ru="Доля отменённых решений: {number}, от {low} до {high}; попыток {n}",
    en="The share of decisions that were cancelled: {number}, between {low} and {high}; {n} tried",
)
CANCEL_SLOWEST: Final = Text(
    kk="Шешімнің күші жойылуының ең баяу жағдайы: {number}",
    ru="Самая медленная отмена решения: {number}",
    en="The slowest cancelling of a decision: {number}",
)
CHART: Final = Text(
    kk="Тоқтатуға дейінгі уақыт",
    ru="Время до остановки",
    en="Time until the stop",
)
DRILLS: Final = Text(kk="Жаттығулар", ru="Учения", en="Drills")
NUMBER: Final = Text(kk="Нөмірі", ru="Номер", en="Number")
OUTCOME: Final = Text(kk="Нәтиже", ru="Итог", en="Outcome")
AFTER: Final = Text(kk="Тоқтағанша", ru="До остановки", en="Until the stop")
UNCLEAR: Final = Text(kk="Түсініксіз жауаптар", ru="Неясных ответов", en="Unclear answers")
HELD: Final = Text(
    kk="тоқтап, сол күйінде қалды", ru="остановлена и осталась так", en="stopped and stayed so"
)
RELAPSED: Final = Text(
    kk="тоқтады, бірақ қайта жұмыс істей бастады",
    ru="остановлена, но снова начала работать",
    en="stopped, and worked again by itself",
)
DOUBTFUL: Final = Text(
    kk="тоқтады, бірақ тоқтап тұрғаны белгісіз",
    ru="остановлена, но осталась ли так, неясно",
    en="stopped, but whether it stayed so cannot be told",
)
WENT_ON: Final = Text(kk="тоқтамады", ru="не остановилась", en="did not stop")
NOT_WORKING: Final = Text(
    kk="басында-ақ жұмыс істемей тұрды, жаттығу болмады",
    ru="не работала с самого начала, учения не было",
    en="did not work to begin with, so there was no drill",
)
NOT_BROUGHT_BACK: Final = Text(
    kk="НАЗАР АУДАРЫҢЫЗ: жүйе қайта іске қосылмады. Ол қазір де тоқтап тұр немесе күйі белгісіз; "
    "адам қосуы керек.",
    ru="ВНИМАНИЕ: вернуть систему в работу не удалось. Она стоит до сих пор или её состояние неизвестно; "
    "включить должен человек.",
    en="ATTENTION: the system could not be brought back. It is still stopped, or nobody knows how it stands; a "
    "person has to start it.",
)
NO_RESUME: Final = Text(
    kk="НАЗАР АУДАРЫҢЫЗ: қайта қосу мекенжайы берілмеген, сондықтан жүйе тоқтаған күйінде қалдырылды.",
    ru="ВНИМАНИЕ: адрес возобновления не задан, поэтому система оставлена остановленной.",
    en="ATTENTION: no address to resume was set, so the system was left stopped.",
)
NEVER_WORKED: Final = Text(
    kk="{count} жаттығу басталмады: тоқтатар алдында жүйе жұмыс істемеді не жауабы түсініксіз болды.",
    ru="Не начато учений: {count}. Перед остановкой система не работала или её ответ был неясен.",
    en="Drills not begun: {count}. Before the stop the system did not work, or its answer was unclear.",
)
FADED: Final = Text(
    kk="Күші жойылған {count} шешім кейін қайта күшінде болып шықты; олар жойылмаған деп саналды.",
    ru="Отменённых решений, которые потом снова оказались в силе: {count}; они сочтены неотменёнными.",
    en="Decisions that were cancelled and stood again later: {count}; they count as not cancelled.",
)
