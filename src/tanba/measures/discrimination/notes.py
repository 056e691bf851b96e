"""Notes and names of columns, charts and tables of discrimination, in Kazakh, Russian and English."""

from tanba.kernel import Text

UNDECIDED = Text(
    kk="{count} жолда шешім жоқ; олар санаққа кірмеді.",
    ru="Строк без решения: {count}; в подсчёт они не вошли.",
    en="{count} rows have no decision and are not counted.",
)
UNKNOWN = Text(
    kk="{count} шешімнің шын нәтижесі белгісіз; олар қателер мен баллды тексеруге кірмеді.",
    ru="Решений с неизвестным исходом: {count}; в ошибки и проверку балла они не вошли.",
    en="The outcome of {count} decisions is not known; they are in no error rate and no check of the score.",
)
OTHERS = Text(
    kk="Қолайсыз деп саналған басқа мәндер: {values}.",
    ru="Прочие значения сочтены неблагоприятными: {values}.",
    en="All other values were taken as unfavourable: {values}.",
)
UNSAID = Text(
    kk="«—» – негізі көрсетілмеген адамдар: олар бөлек топ.",
    ru="«—» – люди, о которых основание не указано: они отдельная группа.",
    en="“—” are people of whom the ground is not said: they are a group of their own.",
)
ADJUSTED = Text(
    kk="Қатынастар мен айырмалар мына факторлар бойынша бірдей адамдар арасында есептелген: "
    "{factors}. Шекпен осылар салыстырылады; факторсыз қатынастар жеке берілген.",
    ru="Отношения и разности посчитаны среди людей, одинаковых по факторам: {factors}. С порогом "
    "сравниваются именно они; отношения без факторов приведены отдельно.",
    en="Ratios and differences are among people alike in: {factors}. These are what is held against the"
    " yardstick;"
    " ratios without factors are given apart.",
)
SKIPPED = Text(
    kk="{grounds} қиылысында ұяшық тым көп; ол қаралмады.",
    ru="На пересечении {grounds} слишком много ячеек; оно не просмотрено.",
    en="Where {grounds} cross there are too many cells; that crossing was not searched.",
)
ONE = Text(
    kk="{column}: салыстыруға жететін екі топ жоқ; негіз өлшенбеді.",
    ru="{column}: нет двух групп, достаточных для сравнения; основание не измерено.",
    en="{column}: there are no two groups large enough to compare; the ground is not measured.",
)
NOBODY = Text(
    kk="Қолайлы шешім ешкімге берілмеген: топтарды салыстыратын ештеңе жоқ.",
    ru="Благоприятного решения не получил никто: сравнивать группы не по чему.",
    en="Nobody was decided on favourably: there is nothing to compare groups by.",
)
LISTED = Text(
    kk="{column}: {all} топтың ішінен {shown} топ тізілген, ең төмендері мен ең белгісіздері; "
    "қалғандары солардан жоғары.",
    ru="{column}: всего групп {all}, перечислено {shown} – самые низкие и самые неясные; остальные "
    "выше их.",
    en="{column}: of {all} groups {shown} are listed, the lowest and the least sure; the others are"
    " above them.",
)
UNSCORED = Text(
    kk="{count} жолда балл жоқ.", ru="Строк без балла: {count}.", en="{count} rows have no score."
)
TOGETHER = Text(
    kk="Бір көрсеткіштің аралықтары бірге алғанда {level} сенімділікпен дұрыс (Бонферрони түзетуі): "
    "топтар мен қиылыстарға бөлініп, барлығы {comparisons} салыстыру.",
    ru="Интервалы одного показателя верны все вместе с надёжностью {level} (поправка Бонферрони),"
    " поделённой между"
    " группами и пересечениями; сравнений всего {comparisons}.",
    en="The bands of one kind hold all together at a confidence of {level} (Bonferroni), shared between"
    " groups"
    " and crossings; there are {comparisons} comparisons.",
)

GROUPS_OF = Text(kk="Топтар", ru="Группы", en="Groups")
RATIOS_OF = Text(
    kk="Қолайлы шешім үлесінің қатынасы", ru="Отношение долей благоприятных решений",
    en="Ratio of shares of favourable decisions",
)  # fmt: skip
CURVE_OF = Text(
    kk="Балл және расталған нәтиже",
    ru="Балл и подтвердившийся исход",
    en="Score and outcomes that were true",
)
SCORES_OF = Text(
    kk="Балдың айырмасы, стандартты ауытқумен", ru="Разность баллов в стандартных отклонениях",
    en="Difference of scores in standard deviations",
)  # fmt: skip
ACROSS_SCORE = Text(kk="балл", ru="балл", en="score")
WORST_OF = Text(
    kk="Қиылыстардағы ең төмен топтар",
    ru="Самые низкие группы на пересечениях",
    en="The lowest intersections",
)
GROUNDS_OF = Text(kk="6-бап негіздері", ru="Основания статьи 6", en="Grounds of article 6")
SET_ASIDE = Text(kk="алып тасталған", ru="отложено", en="set aside")
MEASURED = Text(kk="өлшенген", ru="измерено", en="measured")
NOT_MEASURED = Text(kk="өлшенбеген", ru="не измерено", en="not measured")
TOO_FEW_CELL = Text(kk="қорытынды үшін тым аз", ru="слишком мало для вывода", en="too few to tell")

HEADINGS = {
    "group": Text(kk="топ", ru="группа", en="group"),
    "people": Text(kk="адам", ru="людей", en="people"),
    "rate": Text(kk="қолайлы үлес", ru="доля благоприятных", en="favourable share"),
    "ratio": Text(kk="қатынас", ru="отношение", en="ratio"),
    "difference": Text(kk="қалғандардан айырма", ru="разность с остальными", en="difference to others"),
    "low": Text(kk="кемінде", ru="не менее", en="at least"),
    "high": Text(kk="көп дегенде", ru="не более", en="at most"),
    "true_positive": Text(
        kk="лайықтылардан қолайлы",
        ru="благоприятных среди заслуживших",
        en="favourable among those who merited",
    ),
    "false_positive": Text(
        kk="лайықсыздардан қолайлы",
        ru="благоприятных среди незаслуживших",
        en="favourable among those who did not",
    ),
    "precision": Text(kk="расталған қолайлы", ru="оправдавшихся", en="favourable that proved right"),
    "chance": Text(kk="түзетілген p", ru="p с поправкой", en="corrected p"),
    "ground": Text(kk="негіз", ru="основание", en="ground"),
    "state": Text(kk="күйі", ru="состояние", en="state"),
    "column": Text(kk="баған не себеп", ru="столбец или причина", en="column or reason"),
    "plain": Text(kk="факторсыз қатынас", ru="отношение без факторов", en="ratio without factors"),
}
