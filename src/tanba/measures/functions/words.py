"""What people read of the signs: titles, reasons, headings, in kk, ru and en."""

from typing import Final

from tanba.kernel import Text

STRONG: Final = Text(
    kk=(
        "Айқын белгілер: {number} ({n} атау оқылды). Бұл – белгі ғана, дәлел емес; шешімді адам "
        "қабылдайды."
    ),
    ru=(
        "Сильных признаков: {number} (прочитано названий: {n}). Это признаки, а не доказательства; "
        "решает человек."
    ),
    en="Strong signs: {number}, of {n} names read. Signs are no proof: a person decides.",
)
WEAK: Final = Text(
    kk=(
        "Әлсіз белгілер: {number} ({n} атау оқылды). Артында бөтен нәрсе тұруы мүмкін: сауалнама, "
        "сатып алу, дене күйі."
    ),
    ru=(
        "Слабых признаков: {number} (прочитано названий: {n}). За ними может стоять иное: опрос, "
        "покупки, состояние тела."
    ),
    en=(
        "Weak signs: {number}, of {n} names read. Something else may stand behind them: a survey, "
        "purchases, a state of the body."
    ),
)
SIGNS: Final = Text(
    kk="Белгілер табылған орындар", ru="Где найдены признаки", en="Where signs were found"
)
HEADINGS: Final = {
    "file": Text(kk="файл", ru="файл", en="file"),
    "line": Text(kk="жол", ru="строка", en="line"),
    "where": Text(kk="орны", ru="место", en="place"),
    "name": Text(kk="атау", ru="название", en="name"),
    "grade": Text(kk="күші", ru="сила", en="strength"),
    "why": Text(kk="неге", ru="почему", en="why"),
}
GRADES: Final = {
    "strong": Text(kk="айқын", ru="сильный", en="strong"),
    "weak": Text(kk="әлсіз", ru="слабый", en="weak"),
}
UNREAD: Final = Text(kk="Оқылмаған файлдар", ru="Непрочитанные файлы", en="Files that were not read")
NOT_ALL_READ: Final = Text(
    kk="Файлдардың бәрі оқылған жоқ ({files}): олардағы белгілер саналмады.",
    ru="Прочитаны не все файлы ({files}): признаки в них не сосчитаны.",
    en="Not every file was read ({files}): signs in them are not counted.",
)
SIGNS_ARE_NO_ANSWER: Final = Text(
    kk=(
        "Белгілер бойынша бірде-бір сұраққа жауап берілмейді: атау функцияның бар екенін де, жоқ "
        "екенін де дәлелдемейді."
    ),
    ru=(
        "По признакам не даётся ни одного ответа: название не доказывает ни наличия, ни отсутствия "
        "функции."
    ),
    en="Signs answer no question: a name proves neither that a function is there nor that it is not.",
)
NO_NAMES_GIVEN: Final = Text(
    kk="Атаулар берілмеген: белгілер ізделген жоқ.",
    ru="Названия не даны: признаки не искались.",
    en="No names were given: no signs were looked for.",
)

REASONS: Final = {
    "emotion": Text(
        kk="эмоция тікелей аталған",
        ru="эмоция названа прямо",
        en="names emotion outright",
    ),
    "sentiment": Text(
        kk="тоналдық – мәтінге не сөзге сіңген сезім",
        ru="тональность – чувство в тексте или речи",
        en="sentiment is the feeling in a text or speech",
    ),
    "face": Text(
        kk="бет қимылынан сезім оқылады",
        ru="чувство читается по мимике",
        en="feeling read off the face",
    ),
    "dimensions": Text(
        kk="валенттілік пен қозу – эмоцияның екі өлшемі",
        ru="валентность и возбуждение – два измерения эмоции",
        en="valence and arousal are the two dimensions of emotion",
    ),
    "tone": Text(
        kk="дауыстың не сөздің реңкі көбіне эмоцияны білдіреді",
        ru="тон голоса или речи чаще всего означает эмоцию",
        en="the tone of a voice or talk mostly means emotion",
    ),
    "polarity": Text(
        kk="оң не теріс сезім болуы мүмкін",
        ru="может означать, хорошее это чувство или плохое",
        en="may be the sign of a feeling, good or bad",
    ),
    "mood": Text(kk="адамның көңіл күйі", ru="настроение человека", en="the mood of a person"),
    "satisfaction": Text(
        kk="сауалнама емес, дауыс не бет арқылы өлшенсе, бұл – эмоция",
        ru="если измерено не опросом, а по голосу или лицу, это эмоция",
        en="if measured by voice or face and not by survey, it is emotion",
    ),
    "loyalty": Text(
        kk="сатып алу болуы да, сезім болуы да мүмкін",
        ru="может означать покупки, а может – чувство",
        en="may mean purchases, may mean a feeling",
    ),
    "engagement": Text(
        kk="адамның тартылуы оның сезімінен шығарылуы мүмкін",
        ru="вовлечённость может выводиться из чувств человека",
        en="engagement may be drawn from how a person feels",
    ),
    "empathy": Text(
        kk="сөйлеушінің сезімі бағалануы мүмкін",
        ru="может оцениваться чувство говорящего",
        en="the feeling of who speaks may be rated",
    ),
    "stress": Text(
        kk="дене күйі; одан эмоция шығарылуы мүмкін",
        ru="состояние тела, из которого могут выводить эмоцию",
        en="a state of the body from which emotion may be drawn",
    ),
    "arousal": Text(
        kk="эмоция өлшемдерінің бірі болуы мүмкін",
        ru="может быть одним из измерений эмоции",
        en="may be one dimension of emotion",
    ),
    "attention": Text(
        kk="дене күйі: зейін", ru="состояние тела: внимание", en="a state of the body: attention"
    ),
    "fatigue": Text(
        kk="дене күйі: шаршау",
        ru="состояние тела: усталость",
        en="a state of the body: fatigue",
    ),
    "wellbeing": Text(
        kk="жан күйі өлшенуі мүмкін",
        ru="может измеряться душевное состояние",
        en="the state of mind may be measured",
    ),
    "feeling": Text(kk="бір сезім аталған", ru="названо одно чувство", en="names one feeling"),
    "feelings": Text(
        kk="қатар тұрған бірнеше сезім – сыныптауыштың сыныптары",
        ru="несколько чувств рядом – метки классификатора",
        en="several feelings side by side are the labels of a classifier",
    ),
    "social-score": Text(
        kk="адамдарды әлеуметтік бағалау тікелей аталған",
        ru="социальная оценка людей названа прямо",
        en="names a social evaluation of people outright",
    ),
    "person-score": Text(
        kk="адамға баға беріледі; не бойынша екенін қарау керек",
        ru="человеку ставится оценка; надо смотреть, по чему",
        en="a person is rated; look by what",
    ),
    "social-join": Text(
        kk="бір сұлбада: кезең, мінез-құлық не жеке қасиет, баға, сыныптау және адам",
        ru=(
            "в одной схеме: период, поведение или личные характеристики, оценка, классификация и "
            "человек"
        ),
        en=(
            "in one schema: a period, behaviour or personal characteristics, an evaluation, classes, "
            "and a person"
        ),
    ),
    "social-part": Text(
        kk="бір сұлбада: кезең, мінез-құлық не жеке қасиет, сыныптау; баға не адам аталмаған",
        ru=(
            "в одной схеме: период, поведение или личные характеристики, классификация; оценка или "
            "человек не названы"
        ),
        en=(
            "in one schema: a period, behaviour or personal characteristics, classes; an evaluation "
            "or a person is not named"
        ),
    ),
    "social-flow": Text(
        kk="бөліктері бірнеше сұлбаға бөлінген, бірақ деректер ағынында бәрі бар",
        ru="части разнесены по схемам, но в потоке данных есть все",
        en="its parts are spread over several schemas, but the data flow has all of them",
    ),
    "body-named": Text(
        kk="дене белгісінен нәсіл, дін, саяси көзқарас не соған ұқсас белгі шығарылады",
        ru="по признакам тела выводится раса, религия, политические взгляды или подобное",
        en="race, religion, politics or the like concluded from the body",
    ),
    "body-other": Text(
        kk="дене белгісінен өзге белгі не сынып шығарылады",
        ru="по признакам тела выводится иной признак или класс",
        en="another trait, or a class, concluded from the body",
    ),
    "body-join": Text(
        kk="бір сұлбада биометрия да, нәсіл, дін, саяси көзқарас сияқты қорытынды да бар",
        ru="в одной схеме биометрия и вывод о расе, религии, политических взглядах и подобном",
        en="one schema holds biometrics and a conclusion on race, religion, politics or the like",
    ),
    "body-beside": Text(
        kk="бір сұлбада биометриямен қатар адамның белгісі тұр",
        ru="в одной схеме рядом с биометрией стоит признак человека",
        en="one schema holds biometrics beside a trait of the person",
    ),
    "body-labels": Text(
        kk="модельдің сыныптары нәсілді, дінді не саяси көзқарасты атайды",
        ru="метки модели называют расу, религию или политические взгляды",
        en="the labels of a model name race, religion or politics",
    ),
}
NAMES: Final = Text(
    kk=(
        "Атаулар: кестенің бағандары мен санаттары, JSON Schema не OpenAPI, модель сыныптары, сұрау "
        "салулар, журналдар; файл не қалта."
    ),
    ru=(
        "Названия: столбцы и категории таблиц, JSON Schema или OpenAPI, метки моделей, запросы, "
        "журналы; файл или папка."
    ),
    en=(
        "Names: columns and categories of tables, JSON Schema or OpenAPI, labels of models, prompts, "
        "logs; a file or a folder."
    ),
)
A_PERSON_DECIDES: Final = Text(
    kk="Біздің ереже: атаулар бойынша ештеңе шешілмейді, функцияның бар-жоғын адам айтады.",
    ru="Наше правило: по названиям ничего не решается, есть ли функция, говорит человек.",
    en="Our own rule: names decide nothing; a person says whether the function is there.",
)
