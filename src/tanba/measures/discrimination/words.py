"""What the measures of discrimination say, in Kazakh, Russian and English."""

from tanba.kernel import Text
from tanba.measures.discrimination.settings import GroundName

TITLE = Text(
    kk="Кемсітушілік: шешімдердегі топтар арасындағы айырма",
    ru="Дискриминация: различия между группами в решениях",
    en="Discrimination: differences between groups in decisions",
)
PURPOSE = Text(
    kk="Заңда аталған негіздер бойынша және олардың қиылыстарында қай топ қолайлы шешімді сирек алатынын,"
    " жүйенің қай топта жиірек қателесетінін және балдың баршаға бірдей мағына беретін-бермейтінін өлшейді.",
    ru="Измеряет по основаниям, названным в законе, и на их пересечениях, какая группа реже получает"
    " благоприятное решение, на какой система чаще ошибается и значит ли балл для всех одно и то же.",
    en="Measures, by the grounds that the law names and where they cross, which group is less often"
    " decided on"
    " favourably, on which the system errs more often, and whether a score means the same for all.",
)
READS = Text(
    kk="Шешімдер кестесі: бір жол – бір адамға қатысты бір шешім; негіздердің бағандары; бар болса, шын"
    " нәтиже,"
    " балл және заңды факторлар.",
    ru="Таблица решений: строка – решение об одном человеке; столбцы оснований; если есть – действительный"
    " исход, балл и законные факторы.",
    en="A table of decisions: a row is a decision on one person; columns of grounds; if there are any, what"
    " turned out true, the score, and legitimate factors.",
)
ASSUMES = (
    Text(
        kk="Жолдар бір-біріне тәуелсіз: бір адам бірнеше рет кездессе, аралықтар тым тар болады.",
        ru="Строки независимы: если один человек встречается много раз, интервалы слишком узки.",
        en="Rows are independent: where one person stands in many, the intervals are too narrow.",
    ),
    Text(
        kk="Кесте жүйе шешім қабылдаған адамдардың бәрін немесе олардың кездейсоқ іріктемесін қамтиды.",
        ru="В таблице все, о ком система решала, или случайная выборка из них.",
        en="The table holds everybody the system decided on, or a random sample of them.",
    ),
    Text(
        kk="Айырма – белгі ғана: оның себебін және кемсітушілік бар-жоғын адам анықтайды. Заңды фактор"
        " ретінде"
        " кемсітуге өзі жол ашатын бағанды атауға болмайды.",
        ru="Различие – признак: его причину и то, есть ли дискриминация, устанавливает человек."
        " Законным фактором"
        " нельзя назвать столбец, который сам проводит дискриминацию.",
        en="A difference is a sign: a person establishes its cause, and whether it is discrimination. A"
        " column that"
        " itself carries discrimination is no legitimate factor.",
    ),
)
COST = Text(
    kk="Кестені бір рет, балл болса, әр негіз үшін тағы бір рет оқиды; миллион жолға бірнеше секунд.",
    ru="Читает таблицу один раз, а при балле – ещё раз на каждое основание; секунды на миллион строк.",
    en="Reads the table once, and with a score once more for each ground; seconds for a million rows.",
)
FOUR_FIFTHS = Text(
    kk="Төрттен бестің ережесі – АҚШ-тың қызметкерлерді іріктеу жөніндегі бірыңғай нұсқауы, 1978, 29 "
    "CFR 1607.4(D). Бұл – қазақстандық заң емес, қалыптасқан шек; меншік иесі өзінікін белгілей "
    "алады.",
    ru="Правило четырёх пятых – единые указания США об отборе работников, 1978, 29 CFR 1607.4(D). "
    "Это не казахстанский закон, а принятый порог; собственник может задать свой.",
    en="The four-fifths rule of the US Uniform Guidelines on Employee Selection Procedures, 1978,"
    " 29 CFR 1607.4(D). It is a convention and not Kazakh law; an owner may set another.",
)
TWO_PERCENT = Text(
    kk="Екі пайыздан аз топтар бойынша қорытынды жасалмайды – АҚШ-тың сол нұсқауы, 29 CFR 1607.15(A)(2)(a)."
    " Қазақстандық заң емес.",
    ru="О группах меньше двух процентов вывода не делают – те же указания США, 29 CFR 1607.15(A)(2)(a)."
    " Это не казахстанский закон.",
    en="Of groups under two per cent nothing is determined: the same US guidelines, 29 CFR 1607.15(A)(2)(a)."
    " It is not Kazakh law.",
)
EVERY_GROUND = Text(
    kk="6-бапта аталған әр негіз өлшенеді немесе меншік иесі оны себебін жазып алып тастайды; бұл "
    "шекті біз ұсынамыз.",
    ru="Каждое основание статьи 6 измерено или отложено собственником с причиной; этот порог "
    "предлагаем мы.",
    en="Every ground of article 6 is measured, or set aside by the owner with a reason; this "
    "yardstick is ours.",
)

GROUND: dict[GroundName, Text] = {
    "origin": Text(kk="шығу тегі", ru="происхождение", en="origin"),
    "social_status": Text(kk="әлеуметтік жағдайы", ru="социальное положение", en="social status"),
    "official_status": Text(kk="лауазымдық жағдайы", ru="должностное положение", en="official status"),
    "property_status": Text(kk="мүліктік жағдайы", ru="имущественное положение", en="property status"),
    "sex": Text(kk="жынысы", ru="пол", en="sex"),
    "race": Text(kk="нәсілі", ru="раса", en="race"),
    "nationality": Text(kk="ұлты", ru="национальность", en="nationality"),
    "language": Text(kk="тілі", ru="язык", en="language"),
    "religion": Text(kk="дінге көзқарасы", ru="отношение к религии", en="attitude to religion"),
    "beliefs": Text(kk="нанымы", ru="убеждения", en="beliefs"),
    "residence": Text(kk="тұрғылықты жері", ru="место жительства", en="place of residence"),
    "other": Text(kk="өзге мән-жайлар", ru="иные обстоятельства", en="other circumstances"),
}

RATE = Text(
    kk="{group}: қолайлы шешім алғандардың үлесі {number}; шын үлес {low} – {high} аралығында ({n} "
    "адам).",
    ru="{group}: благоприятное решение получили {number}; истинная доля от {low} до {high} (людей: {n}).",
    en="{group}: {number} were decided on favourably; the true share is between {low} and {high} ({n}"
    " people).",
)
TO_BEST = Text(
    kk="{group}: қолайлы шешім үлесінің ең жоғары топтың үлесіне қатынасы {number}; {low} – {high} "
    "аралығында ({n} адам). 1 – тең.",
    ru="{group}: доля благоприятных решений составляет {number} от доли лучшей группы; от {low} до {high}"
    " (людей: {n}). 1 – поровну.",
    en="{group}: the share of favourable decisions is {number} times that of the best group; between"
    " {low} and"
    " {high} ({n} people). 1 is equal.",
)
WITHOUT_FACTORS = Text(
    kk="{group}: факторлар ескерілмегенде қолайлы шешім үлесінің салыстырылатын топқа қатынасы "
    "{number}; {low} – {high} аралығында ({n} адам).",
    ru="{group}: без учёта факторов доля благоприятных решений составляет {number} от доли группы сравнения;"
    " от {low} до {high} (людей: {n}).",
    en="{group}: without the factors the share of favourable decisions is {number} times that of the"
    " group it is"
    " compared with; between {low} and {high} ({n} people).",
)
TO_REFERENCE = Text(
    kk="{group}: қолайлы шешім үлесінің «{reference}» тобының үлесіне қатынасы {number}; {low} – "
    "{high} аралығында ({n} адам). 1 – тең.",
    ru="{group}: доля благоприятных решений составляет {number} от доли группы «{reference}»; от {low} до"
    " {high} (людей: {n}). 1 – поровну.",
    en="{group}: the share of favourable decisions is {number} times that of “{reference}”; between {low} and"
    " {high} ({n} people). 1 is equal.",
)
TO_OTHERS = Text(
    kk="{group}: қолайлы шешім үлесінің қалғандардікінен айырмасы {number}; {low} – {high} "
    "аралығында ({n} адам).",
    ru="{group}: доля благоприятных решений отличается от доли остальных на {number}; от {low} до {high}"
    " (людей: {n}).",
    en="{group}: the share of favourable decisions differs from all others' by {number}; between {low} and"
    " {high} ({n} people).",
)
LOWEST = Text(
    kk="{grounds} қиылысында ең анық төмен ұяшық – {group}: қолайлы шешім үлесінің ең жоғары ұяшыққа "
    "қатынасы {number}; {low} – {high} аралығында ({n} адам). Барлық қиылыстың ұяшықтары бірге "
    "есепке алынған.",
    ru="На пересечении {grounds} вернее всего ниже других – {group}: доля благоприятных решений составляет"
    " {number} от доли лучшей ячейки; от {low} до {high} (людей: {n}). Учтены сразу все ячейки всех"
    " пересечений.",
    en="Where {grounds} cross, {group} is most surely low: its share of favourable decisions is"
    " {number} times"
    " that of the best cell; between {low} and {high} ({n} people). All cells of all crossings are"
    " reckoned with.",
)
UNSURE = Text(
    kk="{grounds} қиылысында ең белгісіз ұяшық – {group}: қолайлы шешім үлесінің ең жоғары ұяшыққа "
    "қатынасы {number}; {low} – {high} аралығында ({n} адам). Барлық қиылыстың ұяшықтары бірге "
    "есепке алынған.",
    ru="На пересечении {grounds} менее всего ясно – {group}: доля благоприятных решений составляет"
    " {number} от"
    " доли лучшей ячейки; от {low} до {high} (людей: {n}). Учтены сразу все ячейки всех пересечений.",
    en="Where {grounds} cross, {group} is least sure: its share of favourable decisions is {number}"
    " times that of"
    " the best cell; between {low} and {high} ({n} people). All cells of all crossings are reckoned with.",
)
TOO_FEW = Text(
    kk="{column}: {smallest} адамнан аз {groups} топта барлығы {people} адам бар; қорытынды жасауға тым аз.",
    ru="{column}: в группах меньше {smallest} человек (групп: {groups}) всего {people} чел.; для вывода"
    " мало.",
    en="{column}: {groups} groups of fewer than {smallest} hold {people} people in all; too few to tell.",
)
GAPS = {
    "gap.selection": Text(
        kk="{column}: қолайлы шешім үлестерінің ең үлкен айырмасы {number}; {low} – {high} аралығында.",
        ru="{column}: наибольшая разница долей благоприятных решений {number}; от {low} до {high}.",
        en="{column}: the widest gap in shares of favourable decisions is {number}; between {low} and"
        " {high}.",
    ),
    "gap.true_positive": Text(
        kk="{column}: лайықты адамдардың қолайлы шешім алу үлестерінің ең үлкен айырмасы {number}; "
        "{low} – {high} аралығында.",
        ru="{column}: среди тех, кто того заслуживал, наибольшая разница долей благоприятных решений"
        " {number};"
        " от {low} до {high}.",
        en="{column}: among those who merited it, the widest gap in favourable decisions is {number};"
        " between {low} and {high}.",
    ),
    "gap.false_positive": Text(
        kk="{column}: лайықты емес адамдардың қолайлы шешім алу үлестерінің ең үлкен айырмасы "
        "{number}; {low} – {high} аралығында.",
        ru="{column}: среди тех, кто того не заслуживал, наибольшая разница долей благоприятных решений"
        " {number}; от {low} до {high}.",
        en="{column}: among those who did not merit it, the widest gap in favourable decisions is {number};"
        " between {low} and {high}.",
    ),
    "gap.precision": Text(
        kk="{column}: қолайлы шешімдердің расталған үлестерінің ең үлкен айырмасы {number}; {low} – "
        "{high} аралығында.",
        ru="{column}: наибольшая разница долей оправдавшихся благоприятных решений {number}; от {low}"
        " до {high}.",
        en="{column}: the widest gap in favourable decisions that proved right is {number}; between {low} and"
        " {high}.",
    ),
}
APART = Text(
    kk="{group}: орташа балдың қалғандардікінен айырмасы, стандартты ауытқумен: {number}; {low} – "
    "{high} аралығында.",
    ru="{group}: разность среднего балла с остальными в стандартных отклонениях: {number}; от {low} "
    "до {high}.",
    en="{group}: the mean score is {number} standard deviations from all others'; between {low} and {high}.",
)
SAME_SCORE = Text(
    kk="{group}: балы бірдей қалғандармен салыстырғанда нәтиженің расталу үлесінің айырмасы "
    "{number}; {low} – {high} аралығында.",
    ru="{group}: при том же балле доля подтвердившихся исходов отличается от остальных на {number};"
    " от {low} до {high}.",
    en="{group}: at the same score the share of outcomes that were true differs from all others' by {number};"
    " between {low} and {high}.",
)
BIAS = Text(
    kk="{group}: нәтиженің расталу үлесінің балл болжаған үлестен айырмасы {number}; {low} – {high} "
    "аралығында.",
    ru="{group}: доля подтвердившихся исходов отличается от обещанной баллом на {number}; от {low} до"
    " {high}.",
    en="{group}: the share of outcomes that were true differs from what the score says by {number};"
    " between {low} and {high}.",
)
FOUND = Text(
    kk="{cells} ұяшықтың ішінде іздеудің көптігі ескерілгенде де қалғандардан артта тұрғаны: {number}.",
    ru="Ячеек, отстающих от остальных с поправкой на множественность поиска: {number}; всего ячеек "
    "{cells}.",
    en="Of {cells} cells, those behind all others, corrected for the search: {number}.",
)
UNSEEN = Text(
    kk="{grounds} қиылысында тым аз адамы бар не қаралмаған ұяшықтардағы адамдардың үлесі: {number}.",
    ru="На пересечении {grounds} доля людей в слишком малых или непросмотренных ячейках: {number}.",
    en="Where {grounds} cross, the share of people in cells too small or not looked at: {number}.",
)
UNMEASURED = Text(
    kk="6-баптың өлшенбеген және себебі жазылып алып тасталмаған негіздері: {number}.",
    ru="Оснований статьи 6, не измеренных и не отложенных с причиной: {number}.",
    en="Grounds of article 6 that are neither measured nor set aside with a reason: {number}.",
)
