"""What people read of social evaluation, in kk, ru and en."""

from typing import Final

from tanba.kernel import Text

TITLE: Final = Text(
    kk="Адамдарды әлеуметтік бағалау және сыныптау",
    ru="Социальная оценка и классификация людей",
    en="Social evaluation and classification of people",
)
PURPOSE: Final = Text(
    kk=(
        "Кезең, мінез-құлық не жеке қасиет және сыныптау бір сұлбада қатар тұрған жерді іздейді; "
        "бағалар кестесінен кімнің бірнеше рет бағаланғанын дәл санайды."
    ),
    ru=(
        "Ищет, где в одной схеме стоят рядом период, поведение или личные характеристики и "
        "классификация; по таблице оценок точно считает, кого оценивали не раз."
    ),
    en=(
        "Looks for a period, behaviour or personal characteristics, and classes in one schema; "
        "counts exactly, in a table of evaluations, who was evaluated more than once."
    ),
)
EVALUATIONS: Final = Text(
    kk="Бағалар: әр жолда адам мен сәт, сондай-ақ балл не сынып.",
    ru="Оценки: в каждой строке человек и момент, а также балл или класс.",
    en="Evaluations: a person and a moment a row, and a score or a class.",
)
ASSUMES: Final = (
    Text(
        kk="Кестенің әр жолы – бір адамға берілген бір баға; екі идентификатор – екі адам.",
        ru="Каждая строка таблицы – одна оценка одного человека; два идентификатора – два человека.",
        en="Every row of the table is one evaluation of one person; two ids are two persons.",
    ),
    Text(
        kk=(
            "Кестеде бір рет қана бағаланған адамдар болса, бұл бағаның кезеңді қамтымайтынын "
            "дәлелдемейді: «жоқ» деген жауап берілмейді."
        ),
        ru=(
            "Если в таблице каждого оценили один раз, это не доказывает, что оценка не охватывает "
            "период: ответ «нет» не даётся."
        ),
        en=(
            "That everybody in a table was evaluated once does not show that no period is covered: "
            "no is never answered."
        ),
    ),
    Text(
        kk=(
            "Атаулардағы белгі – қарайтын орын ғана: несиелік скоринг те, адалдық деңгейі де осылай "
            "көрінеді."
        ),
        ru=(
            "Признак в названиях – лишь место, куда смотреть: так же выглядят кредитный скоринг и "
            "уровни лояльности."
        ),
        en="A sign in names is a place to look at: credit scoring and loyalty tiers look the same.",
    ),
)
COST: Final = Text(
    kk="Миллион жол – бірнеше секунд; жад адамдар санына қарай өседі.",
    ru="Миллион строк – несколько секунд; память растёт с числом людей.",
    en="A million rows take seconds; memory grows with persons.",
)
MORE_THAN_A_DAY: Final = Text(
    kk=(
        "Сұрақтың түсіндірмесі: бірнеше күнгі деректер – кезең, бір реттік тексеру – кезең емес. "
        "Заңда сан жоқ."
    ),
    ru="Пояснение к вопросу: данные за дни – это период, разовая проверка – нет. Числа в законе нет.",
    en=(
        "The help of the question: data over days are a period, a single check is none. The law sets "
        "no number."
    ),
)
MORE_THAN_A_CLASS: Final = Text(
    kk="Сөздің мағынасы: екі сыныптан бастап адамдар сыныпталады. Заңда сан жоқ.",
    ru="Смысл слова: людей классифицируют, начиная с двух классов. Числа в законе нет.",
    en="The meaning of the word: people are sorted from two classes on. The law sets no number.",
)
REPEATEDLY: Final = Text(
    kk="Бір сәттен артық бағаланған адамдар: {number}, барлығы {n}.",
    ru="Людей, которых оценивали больше одного раза: {number} из {n}.",
    en="Persons evaluated at more than one moment: {number} of {n}.",
)
OVER_DAYS: Final = Text(
    kk="Бір күннен артық бағаланған адамдар: {number}, барлығы {n}.",
    ru="Людей, которых оценивали в разные дни: {number} из {n}.",
    en="Persons evaluated on more than one day: {number} of {n}.",
)
SPAN: Final = Text(
    kk="Бір адамның бірінші және соңғы бағасының ең ұзақ аралығы: {number}.",
    ru="Самый долгий срок между первой и последней оценкой одного человека: {number}.",
    en="The longest time between the first and the last evaluation of one person: {number}.",
)
CLASSES: Final = Text(
    kk="Адамдар бөлінген сыныптар: {number}.",
    ru="Классов, на которые разделены люди: {number}.",
    en="Classes people were put into: {number}.",
)
PERSONS: Final = Text(
    kk="Бағаланған адамдар: {number}.", ru="Людей оценено: {number}.", en="Persons evaluated: {number}."
)
UNREADABLE: Final = Text(
    kk="Адамы, сәті не бағасы оқылмаған жолдар: {number}, барлығы {n}.",
    ru="Строк, где не прочесть человека, момент или оценку: {number} из {n}.",
    en="Rows with a person, a moment or an evaluation that cannot be read: {number} of {n}.",
)
CLASSES_TABLE: Final = Text(kk="Сыныптар", ru="Классы", en="Classes")
CLASS: Final = Text(kk="сынып", ru="класс", en="class")
ROWS: Final = Text(kk="бағалар саны", ru="сколько оценок", en="evaluations")
