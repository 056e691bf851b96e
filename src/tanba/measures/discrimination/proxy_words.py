"""What the measure of proxies says, in Kazakh, Russian and English."""

from tanba.kernel import Text

TITLE = Text(
    kk="Жанама белгілер: бағандар негіздерді қаншалықты ашып қояды",
    ru="Косвенные признаки: насколько столбцы выдают основания",
    en="Proxies: how far columns give grounds away",
)
PURPOSE = Text(
    kk="Жүйеге рұқсат етілген әр баған бойынша адамның ұлтын, жынысын не басқа негізді қаншалықты дәл"
    " болжауға болатынын өлшейді.",
    ru="Измеряет, насколько верно по каждому разрешённому системе столбцу можно угадать национальность, пол"
    " или другое основание.",
    en="Measures how rightly each column that the system may use lets one guess a person's nationality,"
    " sex or"
    " another ground.",
)
READS = Text(
    kk="Адамдар кестесі: негіздердің бағандары және жүйе қолдана алатын бағандар.",
    ru="Таблица людей: столбцы оснований и столбцы, которыми система может пользоваться.",
    en="A table of people: columns of grounds, and columns that the system may use.",
)
ASSUMES = (
    Text(
        kk="Баған жалғыз не екеуден қаралады; көп бағанның тіркесі одан да көп ашуы мүмкін.",
        ru="Столбцы смотрятся по одному и по два; сочетание многих может выдавать больше.",
        en="Columns are looked at one by one and two by two; many together may give away more.",
    ),
    Text(
        kk="Негізді ашатын баған – белгі ғана: ол шешімге әсер ете ме, оны адам анықтайды.",
        ru="Столбец, выдающий основание, – лишь признак: влияет ли он на решения, устанавливает человек.",
        en="A column that gives a ground away is a sign: whether it sways decisions a person establishes.",
    ),
)
COST = Text(
    kk="Кестені әр баған мен негіз үшін бір рет оқиды.",
    ru="Читает таблицу по разу на каждый столбец и основание.",
    en="Reads the table once for every column and ground.",
)
GUESS = Text(
    kk="«{column}» бағаны бойынша «{ground}» {number} жағдайда дұрыс табылады, {low} – {high} "
    "аралығында; соқыр болжамда – {chance}.",
    ru="По столбцу «{column}» верно угадывается «{ground}»: {number}, от {low} до {high}; вслепую –"
    " {chance}.",
    en="From “{column}” one guesses “{ground}” rightly {number} of the time, between {low} and {high};"
    " blindly {chance}.",
)
PAIR = Text(
    kk="Ең көп ашатын екі баған – «{column}»: «{ground}» {number} жағдайда дұрыс табылады, {low} – "
    "{high} аралығында; соқыр болжамда – {chance}.",
    ru="Два столбца, выдающих больше всего, – «{column}»: «{ground}» угадывается верно: {number}, от {low} до"
    " {high}; вслепую – {chance}.",
    en="The two columns that give away most are “{column}”: one guesses “{ground}” rightly {number} of"
    " the time,"
    " between {low} and {high}; blindly {chance}.",
)
CHART = Text(kk="Дұрыс болжам үлесі", ru="Доля верных догадок", en="Share of right guesses")
SKIPPED = Text(
    kk="«{column}» бағанында мән тым көп (есім не нөмір болар); ол қаралмады.",
    ru="В столбце «{column}» слишком много значений (имена или номера?); он не просмотрен.",
    en="“{column}” holds too many values (names or numbers?) and was not looked at.",
)
UNREAD = Text(
    kk="«{column}» бағанын оқу мүмкін емес: онда бір жолға бір мәннен келмейді.",
    ru="Столбец «{column}» не читается: в нём не одно значение на строку.",
    en="“{column}” cannot be read: it does not hold one value a row.",
)
ONE = Text(
    kk="«{ground}»: болжайтын екі топ жоқ.",
    ru="«{ground}»: нет двух групп, о которых можно гадать.",
    en="“{ground}”: there are no two groups to guess between.",
)
HEADINGS = {
    "ground": Text(kk="негіз", ru="основание", en="ground"),
    "column": Text(kk="баған", ru="столбец", en="column"),
    "people": Text(kk="адам", ru="людей", en="people"),
    "guess": Text(kk="дұрыс болжам", ru="верных догадок", en="right guesses"),
    "low": Text(kk="кемінде", ru="не менее", en="at least"),
    "high": Text(kk="көп дегенде", ru="не более", en="at most"),
    "chance": Text(kk="соқыр болжам", ru="вслепую", en="blind guesses"),
}
