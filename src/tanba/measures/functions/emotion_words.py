"""
The lexicon of emotion determination: where it is named, and the names it hides behind.

Strong: the name says that a feeling of somebody is told. Weak: it may be, or may be a survey, purchases or
a state of the body; a person looks. The reasons are texts in `tanba.measures.functions.words`.
"""

from functools import cache
from typing import Final

from tanba.measures.functions.lexicon import TELLING, Lexicon

_WORDS: Final = """
# What a name may say besides, and still be about one thing only.
@filler: id|ids|label+|class+|score+|level+|index|value+|prob+|probability|probabilities|confidence
@filler: count|top
@filler: pred|predicted|detected|detector|is|has|max|min|avg|mean|share|rate|flag|type|name|ai|result+
@filler: status|of|the
@filler: customer+|client+|user+|person+|caller|agent|operator|employee+|student+|patient+|driver
@filler: passenger
@filler: уровень|уровня|уровн~|индекс~|балл~|класс~|вероятност~|интенсивност~|степен~|показател~|оценк~
@filler: доля|тип|код|признак
@filler: клиент~|сотрудник~|оператор~|водител~|пользовател~|покупател~|ученик~|пациент~|человек~
@filler: персонал~|лица
@filler: деңгей^|индекс^|көрсеткіш^|ықтималд*|балл^|бал^|класс^|түр^|код^|баға^|үлес^|белгі^
@filler: voice|face|facial|by|from|по|голосу|лицу|видео|дауыс|бет|бойынша|арқылы
@filler: клиент^|қызметкер^|адам^|оператор^|жүргізуші^|пайдаланушы^|оқушы^|науқас^

# Where a feeling is read from.
@channel: voice|call+|speech|spoken|vocal|audio|face|facial|video|camera|gaze|webcam|caller+
@talk: conversation+|chat+|dialog*|message+|agent+|operator+|customer+|client+|letter+|email+|negative
@talk: positive
@ru-channel: голос~|звонк~|звонок|звонков|звонка|реч~|лицу|лице|лиц~|видео|камер~|взгляд~|мимик~|фото
@ru-channel: аудио
@ru-talk: разговор~|диалог~|обращени~|сообщени~|оператор~|клиент~|письм~|отзыв~|негативн~|позитивн~
@kk-channel: дауыс*|қоңырау^|сөйлеу^|бет|бетті|беттің|бетінен|бейне*|камера^|көзқарас^|аудио
@kk-talk: сөз^|сөйлес*|әңгіме^|хабар*|клиент^|оператор^|пікір^|хат^|теріс|жағымды|ырғақ*|ырғағ*
@who: person+|people|customer+|client+|employee+|staff|user+|caller+|student+|passenger+|patient+
@who: driver+|visitor+
@who: individual+|predicted|detected|worker+
@ru-who: сотрудник~|клиент~|покупател~|пассажир~|ученик~|студент~|пациент~|работник~|водител~|оператор~
@ru-who: посетител~|человек~|людей|персонал~|лиц~|голос~|видео|абонент~

# Named plainly.
strong  emotion      emotion+|emotional|emotionally|emo|affectiv*
strong  emotion      эмоци*|психоэмоц*|аффект~|аффективн*
strong  emotion      affect recogni*|state+|detect*
strong  emotion      feeling+|чувств~|чувства|сезім^|сезімдер*
strong  emotion      көңіл^ күй^                ! сауық|айту|бөлу
strong  emotion      көңілкүй^|жан^ күй^
strong  emotion      жан^ күй^
strong  sentiment    sentiment+|сентимент~
strong  sentiment    тональност~|тоналд*        ! песн*|музык*|трек*|мелод*|гамм*|аккорд*|крем*|әуен*|ән
strong  face         microexpression+|мимик~|мимическ*|мимика^
strong  face         micro|facial|face expression+
strong  face         smil*|улыб~|улыбк~|улыбок|улыбающ*|күлімсіре*|жымиы*
strong  dimensions   valence arousal
strong  dimensions   валентност~ возбуждени~|активаци~

# Hidden behind the tone.
strong  tone         tone+|tonality @channel    ! skin|colour+|color+|dial|ring|busy|hex
strong  tone         tone+|tonality @talk       ! skin|colour+|color+|dial|ring|busy|hex
strong  tone         тон~ @ru-channel           ! кож~|краск~|цвет~
strong  tone         тон~ @ru-talk              ! кож~|краск~|цвет~
strong  tone         негатив~ @ru-channel
strong  tone         реңк^|тон^|ырғақ^ @kk-channel   ! түс^|бояу^|тері^
strong  tone         реңк^|тон^ @kk-talk             ! түс^|бояу^|тері^
weak    tone         =tone+|тон
weak    polarity     =polarity|полярност~

# Moods.
strong  mood         mood+ @who                 ! board+|light+
strong  mood         mood+ @channel             ! board+|light+
strong  mood         настроени~ @ru-who
weak    mood         mood+                      ! board+|light+
weak    mood         настроени~|расположенност~|расположени~ клиент~|покупател~
weak    mood         настроени~|расположенност~

# Names that sound like a survey or a shop.
strong  satisfaction satisf* @channel           ! survey|questionnaire
strong  satisfaction удовлетворённост~ @ru-channel  ! опрос~|анкет~
strong  satisfaction қанағаттану*|ризашылы* @kk-channel  ! сауалнама*
weak    satisfaction satisfaction|satisfied|happiness   ! survey|constraint+
weak    satisfaction удовлетворённост~
weak    satisfaction қанағаттануш*|қанағаттану|қанағаттануы*|ризашылы*
weak    satisfaction риза болу*
weak    satisfaction csat predict*|infer*|estimat*
weak    loyalty      loyalty|loyalt*
weak    loyalty      лояльност~
weak    loyalty      адалды*
strong  engagement   engagement|engaged|attention|attentiveness @channel
strong  engagement   вовлечённост~|внимательност~|внимани~ лицу|лиц~|видео|камер~|взгляд~
strong  engagement   тартылу|тартылуы*|зейін^ бет|бейне*|камера^
weak    engagement   engagement
weak    engagement   вовлечённост~
weak    engagement   тартылу|тартылуы*
weak    empathy      empath*|rapport|эмпати*|доброжелательност~|ілтипат^|ықылас^|friendliness|politeness

# States of the body, from which a feeling may be drawn.
strong  stress       stress|стресс*|стрес* @channel   ! test+|тест*
strong  stress       стресс*|стрес* @ru-channel
strong  stress       стресс*|стрес* @kk-channel
weak    stress       stress|стресс*|стрес^|күйзеліс^   ! test*|тест*|tensor|mpa|load|steel|yield|shear|банк*
weak    arousal      arousal|excitement|excited
weak    arousal      возбуждени~                ! дел|дела|делу|уголовн*|производств*|иск*
weak    arousal      valence                    ! band+|electron+|shell
weak    attention    attention|attentive|attentiveness|concentration   ! mask+|head+|layer+|weight+|self
weak    attention    внимательност~|концентраци~ внимани~
weak    attention    внимательност~
weak    attention    зейін^|назар^              ! аудар*
weak    fatigue      fatigue|drows*|tiredness|sleepiness|усталост~   ! metal|металл*|crack+|steel
weak    fatigue      утомлени~|сонливост~|шаршау^|шаршаған*   ! metal|металл*|crack+|steel
weak    wellbeing    wellbeing|burnout|выгорани~|комфортност~|morale
weak    wellbeing    well being
weak    wellbeing    comfort level+|score+|index

# One feeling; several of them side by side are a set of labels.
feeling anger        anger|angry|гнев~|злост~|злой|ярост~|ашуланш*|ашулан*|ашулы|ыза^
feeling anger        ашу ыза^
feeling anger        ашу^   ! батырма*|шот*|есік*|файл*|терезе*|есеп*|беру*|дүкен*|карта*
feeling irritation   irritat*|annoy*|раздражени~|раздражённост~|раздражен|раздражена|реніш^|ренж*
feeling frustration  frustrat*|фрустраци~
feeling fear         fear|fearful|afraid|scared|страх|страха|страху|страхом|боязн~|қорқыныш^|үрей^   ! greed
feeling anxiety      anxi*|тревожност~|алаңдау*|мазасызд*
feeling anxiety      тревог~   ! пожарн*|охран*|кнопк*|сигнал*|воздушн*
feeling joy          joy|joyful|happy|радост~|счасть~|қуаныш^|қуанышты|бақыт^
feeling joy          happiness|delight+
feeling sadness      sad|sadness|грусть|грусти|печал~|тоска|мұң^|қайғы^|мұңды
feeling disgust      disgust*|отвращени~|жиіркен*
feeling surprise     surprised|удивлени~|таңдан*|таңғал*
feeling surprise     =surprise
feeling contempt     contempt|презрени~|менсінбе*
"""


@cache
def emotion_lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    return Lexicon(TELLING + _WORDS)
