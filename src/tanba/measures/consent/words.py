"""What people read of emotions and consent, in kk, ru and en."""

from typing import Final

from tanba.kernel import Text

TITLE: Final = Text(
    kk="Эмоцияларды айқындау және келісім",
    ru="Определение эмоций и согласие",
    en="Emotion determination and consent",
)
PURPOSE: Final = Text(
    kk=(
        "Эмоция айқындалуы мүмкін жерлерді атаулардан іздейді және келісімі жоқ кезде эмоциясы "
        "айқындалған адамдарды дәл санайды."
    ),
    ru=(
        "Ищет по названиям места, где могут определяться эмоции, и точно считает, у скольких людей "
        "их определили, когда согласия не было."
    ),
    en=(
        "Looks through names for places where emotions may be determined, and counts exactly whose "
        "were determined while there was no consent."
    ),
)
OUTPUTS: Final = Text(
    kk="Жүйенің нәтижелері: әр жолда адам мен сәт, қаласаңыз эмоция мен мақсат.",
    ru="Результаты системы: в каждой строке человек и момент, при желании эмоция и цель.",
    en="What the system gave out: a person and a moment a row, if you like an emotion and a purpose.",
)
CONSENTS: Final = Text(
    kk=(
        "Келісім жазбалары: адам, мақсат, басталуы, аяқталуы, кері қайтарып алынуы; кесте не ISO/IEC "
        "TS 27560 тәрізді JSON."
    ),
    ru=(
        "Записи согласия: человек, цель, с какого момента, до какого, когда отозвано; таблица или "
        "JSON в духе ISO/IEC TS 27560."
    ),
    en=(
        "Records of consent: person, purpose, from, until, withdrawn; a table, or JSON in the manner "
        "of ISO/IEC TS 27560."
    ),
)
ASSUMES: Final = (
    Text(
        kk="Нәтижелер кестесі толық: онда жоқ оқуды бұл өлшем көрмейді.",
        ru="Таблица результатов полна: чего в ней нет, измеритель не видит.",
        en="The table of results is whole: what it does not hold is not seen.",
    ),
    Text(
        kk=(
            "Әртүрлі идентификатор – әртүрлі адам; бір адамның бірнеше идентификаторы біріктірілмейді."
        ),
        ru=(
            "Разные идентификаторы – разные люди; несколько идентификаторов одного человека не "
            "сводятся."
        ),
        en="Different ids are different persons; several ids of one person are not brought together.",
    ),
    Text(
        kk=(
            "Келісім басталған сәттен (қоса алғанда) аяқталған сәтке дейін (қоспағанда) күшінде. Күн "
            "тұтас күн ретінде саналады; тек күні жазылған оқуға келісім сол күні бойы керек."
        ),
        ru=(
            "Согласие действует с момента начала (включительно) до момента окончания (исключая его). "
            "День считается целиком; если у чтения назван только день, согласие нужно на весь день."
        ),
        en=(
            "Consent holds from its beginning (included) to its end (not included). Days are whole "
            "days; a reading that names only a day needs consent for all of it."
        ),
    ),
    Text(
        kk=(
            "Келісімді кері қайтарып алу сол адамның сол мақсаттағы бұрын берілген барлық келісімін "
            "тоқтатады; кейін берілген келісім қайта күшіне енеді. Жазбалар қайшы келсе, кері "
            "қайтарып алу басым."
        ),
        ru=(
            "Отзыв прекращает все данные до него согласия того же человека на ту же цель; данное "
            "позже действует снова. Если записи противоречат друг другу, верх берёт отзыв."
        ),
        en=(
            "A withdrawal ends every consent of the same person to the same purpose that was given "
            "before; one given later holds again. Where records contradict each other, the "
            "withdrawal counts."
        ),
    ),
    Text(
        kk=(
            "Уақыт белдеуі жазылмаған сәт баптаудағы белдеу бойынша оқылады; Қазақстан 2024 жылғы 1 "
            "наурыздан бері UTC+5."
        ),
        ru=(
            "Момент без часового пояса читается в поясе из настроек; Казахстан с 1 марта 2024 года "
            "живёт по UTC+5."
        ),
        en=(
            "A moment that names no time zone is read in that of the settings; Kazakhstan has had "
            "UTC+5 since 1 March 2024."
        ),
    ),
    Text(
        kk=(
            "Жазбадағы келісім шынымен берілген деп алынады: оның еркін берілгені, мазмұны толық па "
            "– тексерілмейді."
        ),
        ru=(
            "Записанное согласие считается действительно данным: добровольность и полнота его "
            "содержания не проверяются."
        ),
        en=(
            "A consent on record is taken to have been given: whether freely, and with all it must "
            "contain, is not examined."
        ),
    ),
    Text(
        kk=(
            "Атау іздегіш өзіміз жазған, іздегіш жасалғанда қаралмаған атаулармен тексерілді: "
            "эмоцияны білдіретін 130 атаудың 130-ы табылды, белгі деп шыққан 132 атаудың екеуі қате. "
            "Нақты атаулар нашарырақ табылады."
        ),
        ru=(
            "Поиск проверен на названиях, которые мы написали сами и не смотрели, пока его делали: найдено "
            "130 из 130 названий эмоций, из 132 признаков 2 ложных. Настоящие названия находятся хуже."
        ),
        en=(
            "The finder was checked against names that we wrote ourselves and did not look at while it was "
            "made: 130 of 130 names of emotion were found, and 2 of 132 signs were false. Real names are "
            "found less well."
        ),
    ),
)
COST: Final = Text(
    kk="Бес миллион оқу – шамамен бір минут, миллион атау – екі минутқа дейін; жад адамдар санына "
    "қарай өседі.",
    ru="Пять миллионов чтений – около минуты, миллион названий – до двух; память растёт с числом людей.",
    en="Five million readings take about a minute, a million names up to two; memory grows with persons.",
)
THE_LAW: Final = Text(
    kk=(
        "Заңның өзі: келісім әр адамнан керек (17-бап, 3-тармақ, 6-тармақша), сондықтан нөлден артық "
        "емес."
    ),
    ru="Сам закон: согласие нужно от каждого (подпункт 6 пункта 3 статьи 17), значит, не больше нуля.",
    en=(
        "The law itself: each person must consent (article 17, paragraph 3, item 6), hence no more "
        "than none."
    ),
)
ALL_READABLE: Final = Text(
    kk="Біздің ереже: адамы не сәті оқылмайтын жол бар болса, «әр адам келісті» деп айтылмайды.",
    ru=(
        "Наше правило: пока есть строка, где не прочесть человека или момент, не утверждается, что "
        "согласились все."
    ),
    en=(
        "Our own rule: while a row has a person or a moment nobody can read, it is not said that all "
        "consented."
    ),
)
PERSONS: Final = Text(
    kk="Эмоциясы айқындалған адамдар: {number}.",
    ru="Людей, чьи эмоции определялись: {number}.",
    en="Persons whose emotions were determined: {number}.",
)
UNCONSENTED_PERSONS: Final = Text(
    kk="Келісімі жоқ кезде эмоциясы айқындалған адамдар: {number}, барлығы {n}.",
    ru="Людей, чьи эмоции определили, когда их согласия не было: {number} из {n}.",
    en="Persons whose emotions were determined while they did not consent: {number} of {n}.",
)
UNCONSENTED_READINGS: Final = Text(
    kk="Сол сәтте келісімі болмаған айқындаулар: {number}, барлығы {n}.",
    ru="Определений без действующего в тот момент согласия: {number} из {n}.",
    en="Readings without a consent that held at that moment: {number} of {n}.",
)
UNCONSENTED_SHARE: Final = Text(
    kk="Келісімсіз айқындалған адамдардың үлесі: {number}. Бұл – іріктеме емес, толық санақ.",
    ru="Доля людей, чьи эмоции определили без согласия: {number}. Это не выборка, а полный подсчёт.",
    en="The share of persons read without consent: {number}. This is no sample: everybody is counted.",
)
UNREADABLE: Final = Text(
    kk="Адамы не сәті оқылмаған жолдар: {number}, барлығы {n}; келісімнің болғаны белгісіз.",
    ru="Строк, где не прочесть человека или момент: {number} из {n}; было ли согласие, неизвестно.",
    en=(
        "Rows with a person or a moment that cannot be read: {number} of {n}; nobody knows whether "
        "consent held."
    ),
)
ROWS: Final = Text(
    kk="Келісімсіз айқындаулардың алғашқы жолдары",
    ru="Первые строки с определением без согласия",
    en="The first rows that were read without consent",
)
ROW: Final = Text(kk="жол нөмірі", ru="номер строки", en="number of the row")
RECEIPTS: Final = Text(kk="Келісім жазбалары", ru="Записи согласия", en="Records of consent")
KIND: Final = Text(kk="жазба түрі", ru="какие записи", en="kind of record")
HOW_MANY: Final = Text(kk="саны", ru="сколько", en="how many")
KINDS: Final = {
    "read": Text(kk="барлығы оқылды", ru="всего прочитано", en="read in all"),
    "nobody": Text(kk="адамы көрсетілмеген", ru="человек не назван", en="no person is named"),
    "other_purpose": Text(
        kk="мақсаты басқа не көрсетілмеген",
        ru="другая цель, или она не названа",
        en="another purpose, or none",
    ),
    "other_terms": Text(
        kk="басқа операторға не басқа өңдеуге берілген",
        ru="дано другому оператору или на другую обработку",
        en="given to another controller, or to other processing",
    ),
    "unreadable": Text(
        kk="сәті жоқ не оқылмайды",
        ru="момент не назван или не читается",
        en="a moment is missing or cannot be read",
    ),
    "empty": Text(
        kk="басталмай тұрып аяқталады", ru="кончается раньше, чем началось", en="ends before it begins"
    ),
    "withdrawals": Text(kk="кері қайтарып алынған", ru="отозвано", en="withdrawn"),
}
NOT_JOINED: Final = Text(
    kk="Нәтижелер мен келісім жазбалары бірге берілмеген: келісім тексерілген жоқ.",
    ru="Результаты и записи согласия не даны вместе: согласие не проверялось.",
    en="Results and records of consent were not given together: consent was not examined.",
)
NOTHING_TOLD: Final = Text(
    kk="Эмоциясы бос жолдар оқу деп саналған жоқ: {rows}.",
    ru="Строки с пустой эмоцией чтениями не считались: {rows}.",
    en="Rows with an empty emotion were not counted as readings: {rows}.",
)
