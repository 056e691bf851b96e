"""
The lexicon of social evaluation, article 17(3)(3): names that say it alone, and the parts it is joined from.

Parts are `period`, `behaviour`, `characteristics`, `evaluation`, `classes` and `persons`: each is harmless,
and the sign is that they stand together in one schema. Behaviour and characteristics are the two limbs of
the law.
"""

from functools import cache
from typing import Final

from tanba.measures.functions.lexicon import TELLING, Lexicon

_WORDS: Final = """
@person: citizen+|person+|people|resident+|individual+|subject|customer+|client+|user+|driver+
@person: employee+|worker+|staff
@person: tenant+|borrower+|applicant+|student+|seller+|patient+|passenger+|candidate+|debtor+
@person: household+|member+
@person: гражд*|житель|жител~|человек~|людей|лицо|лица|лиц|клиент~|водител~|водитель|сотрудник~
@person: работник~|персонал~
@person: заёмщик~|заявител~|студент~|ученик~|продавец|продавц~|пациент~|пассажир~|должник~|пользовател~
@person: абонент~
@person: азамат^|адам^|тұрғын^|тұлға^|клиент^|жүргізуші^|қызметкер^|жұмыскер^|қарыз|алушы^|оқушы^
@person: студент^
@person: сатушы^|науқас^|жолаушы^|борышкер^|пайдаланушы^|үміткер^|абонент^
@public: citizen+|resident+|person+|people|household+|гражд*|житель|жител~|лица|лицо|лиц|людей|человек~
@public: азамат^|тұрғын^|тұлға^
@value: score+|rating+|rank+|ranking|ranked|grade+|index|points|assessment|evaluation|scoring
@value: рейтинг~|балл~|баллы|баллов|индекс~|оценк~|оценок|скоринг*|ранг~|ранжировани~
@value: рейтинг^|балл^|бал^|индекс^|баға^|бағала*|скоринг*|ұпай^
@value: reiting*|reyting*|rejting*
@class: class|classes|classification|tier+|category|categories|segment+|band+|cluster+|level+|group+
@class: list+|grade+
@class: класс~|классификаци~|категори~|сегмент~|групп~|уровень|уровн~|список|списк~
@class: санат^|сынып^|класс^|деңгей^|топ^|сегмент^|жікте*|тізім^
@trust: trust|trusted|trustworthiness|trustworthy|reliab*|reputation|dependability|probity|integrity
@trust: надёжност~|довери~|репутаци~|благонадёжност~|добропорядочност~|добросовестност~|порядочност~
@trust: сенімділі*|сенім^|бедел^|абырой^
@thing: product+|item+|goods|hotel+|movie+|film+|book+|equipment|server+|device+|energy|company
@thing: companies|bond+|site+|page+
@thing: товар~|фильм~|книг~|отел~|оборудовани~|сервер~|имуществ~|недвижимост~|компани~|агентств~
@thing: прибор~|кадастр*
@thing: тауар^|фильм^|кітап^|жабдық^|жабдығ^|мүлік^|мүлк^|компания^|сервер^|құрылғы^

# The name alone says it.
strong  social-score  social|социальн~|әлеуметтік @value       ! @thing
strong  social-score  social credit|reliability|trust
strong  social-score  @public @value @class
strong  social-score  @public @trust @class
strong  social-score  @public @trust @value
strong  social-score  гражд*|азамат^|тұрғын^|житель|жител~|citizen+|resident+ @value   ! @thing
strong  social-score  citizen+|resident+|гражд*|азамат^|тұрғын^|житель|жител~ social|социальн~|әлеуметтік @class
strong  social-score  гражд*|азамат^|тұрғын^|citizen+|resident+ @trust
strong  social-score  благонадёжност~|добропорядочност~|trustworthiness

# Somebody is valued; whether socially, a person looks.
weak    person-score  @person @value           ! @thing
weak    person-score  @person @trust           ! @thing
weak    person-score  @trust @value            ! @thing|ssl|proxy|model
weak    person-score  credit|tenant|driver score+|rating|scoring
weak    person-score  скоринг~|скорингов~      ! @thing
weak    person-score  несие*|кредитн~ скоринг*
weak    person-score  user|seller reputation

# The parts of a join.
weak    period        period+|month+|monthly|week+|weekly|quarter+|year+|yearly|history|historical|days
weak    period        rolling|since
weak    period        window start|end|days
weak    period        date from|to|start|end
weak    period        период~|месяц~|месяцев|месячн~|недел~|квартал~|год|года|годам|лет|истори~|дней
weak    period        ежемесячн~
weak    period        кезең^|ай|айы|айлық|апта^|тоқсан^|жыл^|жылдық|тарих^|күндер*
weak    behaviour     behavio*|conduct|habit+|activity|activities|violation+|offence+|offense+
weak    behaviour     complaint+|lateness|delay+|debt+
weak    behaviour     поведени~|поведенч*|поступк~|нарушени~|правонарушени~|активност~|привыч*|жалоб~
weak    behaviour     просрочк~|долг~|долги|участи~
weak    behaviour     құлық^|құлқ*|мінез*|тәртіп*|тәртіб*|белсенділі*|бұзушылы*|шағым^|борыш^|қарыз^
weak    behaviour     қатысу^
weak    characteristics  characteristic+|personality|trait+|income|marital|education|origin|religion
weak    characteristics  nationality|beliefs|opinions
weak    characteristics  характеристик~|личност~|доход~|образовани~|происхождени~|национальност~
weak    characteristics  религи~|взгляд~|убеждени~
weak    characteristics  қасиет^|табыс^|білім^|шығу|ұлт^|ұлтты*|дін^|көзқарас^|отбас*
weak    characteristics  семейн~ положени~
weak    characteristics  @trust
weak    evaluation    @value                   ! @thing
weak    classes       @class
weak    persons       @person
weak    persons       iin|иин|жсн|fullname|surname|фио|аты|тегі|фамили~
"""

PARTS: Final = ("period", "behaviour", "characteristics", "evaluation", "classes", "persons")


@cache
def social_lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    return Lexicon(TELLING + _WORDS)
