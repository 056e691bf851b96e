"""
The lexicon of biometric classification, article 17(3)(5): what is measured of a body, and what is concluded.

A body alone is no sign (it may tell whether this is the same person), nor is a trait alone (it may be asked
in a form); the two together are. Race, politics and religion stand in the law: strong. Sex, age, health and
classes without a name fall under its "other": weak.
"""

from functools import cache
from typing import Final

from tanba.measures.functions.lexicon import TELLING, Lexicon

_WORDS: Final = """
@body: face+|facial|voice+|speech|speaker|gait|fingerprint+|iris|retina+|palmprint|palm|vein+|keystroke
@body: biometr*|selfie
@body: лицо|лица|лицу|лице|лицам|голос|голоса|голосу|голосом|речи|речь|походк~|пальц~|пальцев|радужк~
@body: радужн~|сетчатк~|биометри*|селфи
@body: бет|беті|бетінен|бетті|бетінің|бет-әлпет*|дауыс^|жүріс^|саусақ^|биометрия*|селфи
@other-face: юридическ~|физическ~|контактн~|доверенн~|ответственн~|номер~|нөмір*|беру*|веб*|сайт*
@named: race|racial|ethnic*|ethnos|nationality|skin|caste|religio*|faith|politic*|partisan|orientation
@named: leaning
@named: раса|расы|расе|расу|расов~|этни*|этнос~|национальност~|народност~|религи~|вероисповедани~
@named: политическ~|партийн~|ориентаци~
@named: нәсіл^|нәсілд*|этнос^|этникалы*|ұлт^|ұлтын|ұлты|дін^|діни|саяси|наным*
@other: sex|gender|age|health|disease|disability|personality|attractive*|iq|criminal*|class|cluster+
@other: category
@other: пол|пола|полу|возраст~|здоровь~|болезн~|инвалидност~|личност~|привлекательност~|преступн*
@other: класс~|кластер~|категори~
@other: жыныс^|жас|жасы|жасын|денсаулы*|ауру^|мүгедек*|тұлға^|сұлулы*|қылмыс*|класс^|санат^|топ^
@told: predict*|pred|prob|probability|confidence|class|classifier|label+|score+|guess*|estimat*|infer*
@told: detect*|recogn*|classif*
@told: вероятност~|класс~|метк~|оценк~|определ*|распозна*|предсказ*|класси*|ықтималд*|класс^|анықта*
@told: болжа*|белгі^

strong  body-named   @body @named    ! @other-face|condition|horse
strong  body-named   accent ethnic*|nation*
weak    body-other   @body @other    ! @other-face

# The parts of a join.
weak    body         @body           ! @other-face|value|surface
weak    named        @named          ! condition|horse|currency|валют*
weak    told-named   @named @told    ! condition|horse
weak    told-other   sex|gender|age|health|personality|пол|возраст~|здоровь~|жыныс^|жас^|денсаулы* @told

# Labels of models; several of them side by side are a set.
feeling race-1       white|caucasian|european+|европеоид~|еуропеоид^|ақ
feeling race-2       black|african|negroid|негроид~|африк*
feeling race-3       asian|mongoloid|монголоид~|азиат~|азиялық^
feeling race-4       latino|hispanic|латино*
feeling race-5       indian|индийск~|үнді^
feeling race-6       arab|араб*
feeling race-6       middle eastern
feeling religion-1   muslim+|islam*|мусульман~|мұсылман^
feeling religion-2   christian+|orthodox|христиан~|православн~|христиан^
feeling religion-3   buddhist+|буддист~|буддист^
feeling religion-4   jewish|иуде*|jew+
feeling religion-5   atheist+|атеист~|атеист^
feeling politics-1   liberal+|либерал~|либерал^
feeling politics-2   conservative+|консерва*
feeling politics-3   leftist+|socialist+|communist+|социалист~|коммунист~
feeling politics-4   opposition*|оппозици*
"""

PARTS: Final = ("body", "named", "told-named", "told-other")


@cache
def biometric_lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    return Lexicon(TELLING + _WORDS)
