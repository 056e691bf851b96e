"""What the measure of human control says to people, in three languages."""

from typing import Final

from tanba.kernel import Text

TITLE: Final = Text(
    kk="Адамның бақылауы: шешімдерді іс жүзінде тексере ала ма",
    ru="Контроль человека: может ли он на деле проверить решения",
    en="Human control: whether people can really check decisions",
)
PURPOSE: Final = Text(
    kk="Шешімдер журналынан адам қанша ұсынысты көргенін, өзгерткенін және күшін жойғанын, оған қанша уақыт "
    "бөлгенін және бір сағатта қанша шешім қабылдағанын есептейді.",
    ru="По журналу решений считает, какую долю предложений человек видел, изменил или отменил, сколько времени "
    "он на них потратил и сколько решений принял за час.",
    en="Counts from a log of decisions what share of proposals people saw, changed or cancelled, how long they "
    "took, and how many they cleared in an hour.",
)
DECISIONS: Final = Text(
    kk="Шешімдер журналы: әр жолда бір шешім – ұсынылған, ашылған және шешілген сәттері, кім шешкені, ұсыныс, "
    "түпкілікті шешім.",
    ru="Журнал решений, в строке одно решение: когда предложено, открыто и решено, кем, что предложено и что "
    "решено.",
    en="A log of decisions, one a row: when it was proposed, opened and decided, by whom, what was "
    "proposed and what was decided.",
)
ASSUMES: Final = (
    Text(
        kk="Журналдағы сәттерді жүйе өзі жазады; қолмен түзетілгенін бағдарлама көрмейді.",
        ru="Моменты в журнал пишет сама система; ручную правку программа не увидит.",
        en="The system itself writes the moments into the log; that somebody edited them by hand is not seen.",
    ),
    Text(
        kk="Ашылғаннан шешілгенге дейін – адам ойланған уақыттың ең көбі; ашық терезе жұмыс емес.",
        ru="Время от открытия до решения – самое большее, сколько человек думал; открытое окно ещё не работа.",
        en="From opening to deciding is the most time that somebody thought; an open window is no work.",
    ),
    Text(
        kk="Журнал толық деп көрсетілмесе, ол іріктеме ретінде бағаланады: шешімдер бір-біріне "
        "тәуелсіз деп алынады.",
        ru="Если журнал не объявлен полным, он оценивается как выборка: решения считаются независимыми.",
        en="A log that is not said to be whole is judged as a sample, its decisions taken as independent.",
    ),
    Text(
        kk="Ешқашан ештеңе өзгертпеген адам – белгі ғана, дәлел емес: ұсыныстар дұрыс болуы да мүмкін.",
        ru="Кто ни разу ничего не изменил – это признак, а не доказательство: предложения могли быть "
        "верны.",
        en="Somebody who never changed anything is a sign and no proof: the proposals may have been right.",
    ),
)
COST: Final = Text(
    kk="Миллион жолға бірнеше секунд; жад бір шешімге сегіз байттан өседі.",
    ru="Секунды на миллион строк; память растёт на восемь байтов с каждым решением.",
    en="Seconds for a million rows; memory grows by eight bytes a decision.",
)

_AUDIT_KK = (
    "Аудиторлардың дағдысы: бақылауды тексергенде ауытқудың 5 пайызына дейін төзуге болады (AICPA, "
)
_AUDIT_RU = "Обычай аудиторов: при проверке контролей терпимы отклонения до 5 процентов (AICPA, "
_AUDIT_EN = (
    "A convention of auditors: in tests of controls up to 5 per cent of deviations may be tolerated "
)
TOLERATED: Final = Text(
    kk=_AUDIT_KK + "Audit Sampling Guide). Бұл Қазақстан заңы емес; меншік иесі өзінікін қоя алады.",
    ru=_AUDIT_RU + "Audit Sampling Guide). Это не закон Казахстана; собственник может задать своё.",
    en=_AUDIT_EN + "(AICPA, Audit Sampling Guide). It is not Kazakh law; an owner may set another.",
)
PACE: Final = Text(
    kk="Біздің ұсынысымыз: сағатына 360, яғни әр шешімге он секунд, үзіліссіз; ересек адам бұл уақытта 40 "
    "сөздей оқиды (Brysbaert 2019: минутына 238 сөз). Бұл Қазақстан заңы емес.",
    ru="Наше предложение: 360 в час, то есть десять секунд на решение без перерыва; за это время взрослый "
    "читает около 40 слов (Brysbaert 2019: 238 слов в минуту). Это не закон Казахстана.",
    en="Our proposal: 360 an hour, ten seconds each without a pause, in which an adult reads about 40 words "
    "(Brysbaert 2019: 238 words a minute). It is not Kazakh law.",
)
CLEAN: Final = Text(
    kk="Біздің ұсынысымыз: журналдың жүзден бірінен көбі бұзылған болса, одан ештеңе шығаруға болмайды.",
    ru="Наше предложение: если испорчено больше сотой части журнала, по нему ничего не показать.",
    en="Our proposal: where more than a hundredth of a log is broken, nothing can be shown by it.",
)

SEEN: Final = Text(
    kk="Шешпес бұрын адам ашқан шешімдер: {number}, {low} – {high} аралығында; барлық шешім {n}",
    ru="Решения, которые человек сначала открыл, а потом принял: {number}, от {low} до {high}; всего "
    "решений {n}",
    en="Decisions that a person opened before deciding: {number}, between {low} and {high}; of {n} decisions",
)
UNREAD: Final = Text(
    kk="Адам ашпай тұрып шешкені: {number}, {low} – {high} аралығында; адам шешкені {n}",
    ru="Решены человеком без предварительного открытия: {number}, от {low} до {high}; решено людьми "
    "{n}",
    en="Decided by a person without opening it first: {number}, between {low} and {high}; {n} by people",
)
CHANGED: Final = Text(
    kk="Адам өзгерткен ұсыныстар: {number}, {low} – {high} аралығында; салыстырылғаны {n}",
    ru="Предложения, изменённые человеком: {number}, от {low} до {high}; сравнено {n}",
    en="Proposals that a person changed: {number}, between {low} and {high}; {n} were compared",
)
CANCELLED: Final = Text(
    kk="Адам күшін жойған ұсыныстар: {number}, {low} – {high} аралығында; қаралғаны {n}",
    ru="Предложения, отменённые человеком: {number}, от {low} до {high}; рассмотрено {n}",
    en="Proposals that a person cancelled: {number}, between {low} and {high}; of {n}",
)
HASTY: Final = Text(
    kk="{least} секундтан аз уақытта шешілгені: {number}, {low} – {high} аралығында; уақыты белгілі "
    "{n}",
    ru="Решено меньше чем за {least} с: {number}, от {low} до {high}; известно время {n}",
    en="Decided in less than {least} seconds: {number}, between {low} and {high}; the time of {n} is known",
)
TOOK: Final = Text(
    kk="Шешімдердің жүзден {share} бөлігі осы уақытта не тезірек қабылданған: {number}, {low} – "
    "{high} аралығында",
    ru="За это время или быстрее решены {share} из ста: {number}, от {low} до {high}",
    en="{share} of a hundred were decided within this time: {number}, between {low} and {high}",
)
LOAD: Final = Text(
    kk="Бір адамның алпыс минуттағы ең көп шешімі: {number}; адам шешкені {n}",
    ru="Больше всего решений одного человека за шестьдесят минут: {number}; решено людьми {n}",
    en="The most decisions of one person in sixty minutes: {number}; {n} were decided by people",
)
NEVER: Final = Text(
    kk="Кемінде {least} шешімнің бірін де өзгертпеген адамдар: {number}; сонша шешкен адам {n}",
    ru="Людей, не изменивших ни одного из {least} и более решений: {number}; столько решали {n}",
    en="People who changed none of {least} or more decisions: {number}; {n} people decided so many",
)
ONE_NEVER: Final = Text(
    kk="{reviewer} ештеңе өзгертпеген: {n} шешімнен кейін араласу үлесі {high} мәнінен аспайды",
    ru="{reviewer} ничего не изменил(а): решений {n}, доля вмешательства не выше {high}",
    en="{reviewer} changed nothing: after {n} decisions the share of stepping in is at most {high}",
)
UNREADABLE: Final = Text(
    kk="Журналдың дұрыс болуы мүмкін емес не жетіспейтін жолдары: {number}; барлығы {n}",
    ru="Строки журнала, которые не могут быть верны или отсутствуют: {number}; всего {n}",
    en="Rows of the log that cannot be right or are missing: {number}; of {n}",
)
SILENCE: Final = Text(
    kk="Бірде-бір шешім қабылданбаған ең ұзақ үзіліс: {number}",
    ru="Самый долгий промежуток без единого решения: {number}",
    en="The longest stretch without a single decision: {number}",
)

CURVE: Final = Text(
    kk="Осыншама уақыттан аз жұмсалған шешімдер үлесі",
    ru="Доля решений, занявших меньше этого времени",
    en="The share of decisions that took less than this time",
)
SECONDS: Final = Text(
    kk="Ашылғаннан шешілгенге дейінгі секундтар",
    ru="Секунд от открытия до решения",
    en="Seconds from opening to deciding",
)
REVIEWERS: Final = Text(kk="Шешкен адамдар", ru="Кто решал", en="Those who decided")
REVIEWER: Final = Text(kk="Адам", ru="Человек", en="Person")
DECIDED: Final = Text(kk="Шешімдер", ru="Решений", en="Decisions")
STEPPED_IN: Final = Text(
    kk="Өзгерткені не күшін жойғаны", ru="Изменено или отменено", en="Changed or cancelled"
)
HASTILY: Final = Text(kk="Асығыс шешілгені", ru="Решено наспех", en="Decided in haste")
BUSIEST: Final = Text(kk="Ең тығыз сағат", ru="Самый плотный час", en="Fullest hour")
FLAWS: Final = Text(kk="Журналдың кінәраттары", ru="Изъяны журнала", en="Flaws of the log")
WHAT: Final = Text(kk="Не", ru="Что", en="What")
HOW_MANY: Final = Text(kk="Саны", ru="Сколько", en="How many")
FLAW_WORDS: Final = {
    "unreadable": Text(kk="оқылмайтын сәт", ru="нечитаемый момент", en="a moment that cannot be read"),
    "order": Text(
        kk="ұсынылғаннан бұрын ашылған не шешілген",
        ru="открыто или решено раньше, чем предложено",
        en="opened or decided before it was proposed",
    ),
    "long": Text(
        kk="мүмкін емес ұзақ уақыт, бәлкім, сағат секірген",
        ru="невозможно долго; вероятно, скакнули часы",
        en="longer than can be; a clock may have jumped",
    ),
    "back": Text(
        kk="алдыңғы жолдан ерте: сағат кері кеткен",
        ru="раньше предыдущей строки: часы пошли назад",
        en="earlier than the row before: the clock went back",
    ),
    "nameless": Text(kk="нөмірі жоқ шешім", ru="решение без номера", en="a decision without an id"),
    "repeated": Text(kk="қайталанған шешім", ru="повтор решения", en="a decision that is there twice"),
    "missing": Text(
        kk="қатардан түсіп қалған нөмір",
        ru="пропущенный номер",
        en="a number left out of the row",
    ),
}
PENDING: Final = Text(
    kk="{count} ұсыныс әлі шешілмеген; олар есептелмеді.",
    ru="Ещё не решено предложений: {count}; они не учтены.",
    en="{count} proposals are not decided yet; they were not counted.",
)
ALONE: Final = Text(
    kk="{count} шешімде адам аталмаған: жүйе өзі шешкен деп саналды.",
    ru="Решений, где человек не назван: {count}; считается, что решила система.",
    en="{count} decisions name no person: they count as decided by the system.",
)
REPEATED: Final = Text(
    kk="Қайталанған жолдар үлестерде де саналды.",
    ru="Повторы учтены и в долях.",
    en="Rows that are there twice were counted in the shares too.",
)
UNTOLD: Final = Text(
    kk="Журналда «{column}» сәті жоқ, сондықтан бұл бөлік өлшенбеді.",
    ru="В журнале нет момента «{column}», поэтому эта часть не измерена.",
    en="The log has no moment “{column}”, so this part was not measured.",
)
ANONYMOUS: Final = Text(
    kk="Адамдар шешімдерінің саны бойынша A, B, C деп аталды; аттары сақталмайды.",
    ru="Люди обозначены A, B, C по числу решений; имена не сохраняются.",
    en="People are called A, B, C by how many decisions they made; names are not kept.",
)
