"""What a director reads in the terminal."""

import pytest
from inline_snapshot import snapshot
from trial_law import SCHOOL, UNREAD

from tanba.flow import Given
from tanba.kernel import LANGS, Reason
from tanba.report import Speech, compose, write_text


def told(case, lang="en", **how):
    return write_text(compose(case, Speech(lang)), **how).replace("\xa0", " ")


def test_a_school_camera_in_english(make_case):
    assert told(make_case(SCHOOL, owner="Lyceum")) == snapshot("""\
School cameras
owner: Lyceum
Law on Tests, No. 1-I
Day: 1 February 2026; edition in force since 18 January 2026

In one glance
  Degree of risk: high; proposed, for the owner or holder to decide
  Prohibitions: prohibited – 1; cannot be ruled out – 1
  Your duties: not met – 1; not shown – 1; the day has passed – 1
  Fines and other sanctions: possible now – 1
  Open: 2 questions can still change a result
  Checked against the text: the official text was read
  Facts: 0 measured : 9 declared : 2 unknown

Why these classes
  degree of risk: high (AI Law, art. 17(1))
    · the degree is high: Is the system learned? – yes; May there be harm? – yes

Prohibitions
  Prohibited – 1
    ! emotions (AI Law, art. 17(3)(6))
      Is the system learned? – yes; Does it read emotions? – yes; Is there consent? – no; On what
      ground? – nothing
  Cannot be ruled out – 1
    ? manipulation (AI Law, art. 17(3)(1)); a person must decide
      Does it distort behaviour? – a person must decide

Duties
  Yours – 2
    Within 3 working days; owed by: owner; no later than 2 February 2026, public holidays not
    counted:
      ! an answer: not met (AI Law, art. 19(1))
    Every year; owed by: owner; no later than 15 January 2026; the day has passed:
      ? review: not shown (AI Law, art. 18(1))

What to answer next
  1. How many people? [people]
     not asked yet; can change: a log (AI Law, art. 21)
  2. Does it distort behaviour? [distorts]
     a person must decide; can change: manipulation (AI Law, art. 17(3)(1))

What a breach can cost
  ! not telling: possible now (Code, art. 641-1(1))
    for the breach of: an answer (AI Law, art. 19(1))
    on: owner
    if repeated: it is suspended
    index (MCI): one unit is worth ₸4,325
    Offender        MCI      Fine  MCI, repeated  Fine, repeated
    natural person   15   ₸64,875             30        ₸129,750
    large business  100  ₸432,500            200        ₸865,000

Sources: Passport, docs/passport.pdf, 2 January 2026
Pack: test/law 1.2.3; digest of answers and results: e739abe888377587
This is an aid, not legal advice. The official texts of the law are Kazakh and Russian.
""")


def test_a_school_camera_in_russian(make_case):
    assert told(make_case(SCHOOL), "ru") == snapshot("""\
School cameras
Закон о пробе, № 1-I
На 1 февраля 2026 г.; редакция, действующая с 18 января 2026 г.

Коротко
  Степень риска: высокая; предложение, решает собственник или владелец
  Запреты: запрещено – 1; нельзя исключить – 1
  Ваши обязанности: не исполнено – 1; не подтверждено – 1; срок прошёл – 1
  Штрафы и другие санкции: возможно уже сейчас – 1
  Открыто: 2 вопроса ещё могут изменить результат
  Сверка с текстом: официальный текст прочитан
  Факты: измерено 0 : заявлено 9 : неизвестно 2

Почему такие классы
  степень риска: высокая (Закон об ИИ, п. 1 ст. 17)
    · степень – высокая: Система обучена? – да; Возможен ли вред? – да

Запреты
  Запрещено – 1
    ! эмоции (Закон об ИИ, подп. 6) п. 3 ст. 17)
      Система обучена? – да; Определяет эмоции? – да; Есть ли согласие? – нет; На каком основании? –
      ничего
  Нельзя исключить – 1
    ? манипуляция (Закон об ИИ, подп. 1) п. 3 ст. 17); решает человек
      Искажает поведение? – решает человек

Обязанности
  Ваши – 2
    В течение 3 рабочих дней; чья обязанность: собственник; не позднее 2 февраля 2026 г., без учёта
    праздников:
      ! ответ: не исполнено (Закон об ИИ, п. 1 ст. 19)
    Каждый год; чья обязанность: собственник; не позднее 15 января 2026 г.; срок прошёл:
      ? пересмотр: не подтверждено (Закон об ИИ, п. 1 ст. 18)

На что ответить дальше
  1. Сколько людей? [people]
     ещё не спрошено; может изменить: журнал (Закон об ИИ, ст. 21)
  2. Искажает поведение? [distorts]
     решает человек; может изменить: манипуляция (Закон об ИИ, подп. 1) п. 3 ст. 17)

Чего может стоить нарушение
  ! неинформирование: возможно уже сейчас (Кодекс, ч. 1 ст. 641-1)
    за нарушение: ответ (Закон об ИИ, п. 1 ст. 19)
    на кого: собственник
    при повторе: деятельность приостанавливается
    месячный расчётный показатель (МРП): один показатель – 4 325 ₸
    Нарушитель                            МРП      Штраф  МРП, при повторе  Штраф при повторе
    физическое лицо                        15   64 875 ₸                30          129 750 ₸
    субъект крупного предпринимательства  100  432 500 ₸               200          865 000 ₸

Источники: Passport, docs/passport.pdf, 2 января 2026 г.
Пакет правил: test/law 1.2.3; контрольная сумма ответов и результатов: e739abe888377587
Это вспомогательный инструмент, а не юридическая консультация. Официальными являются казахский и
русский тексты закона.
""")


def test_a_school_camera_in_kazakh(make_case):
    assert told(make_case(SCHOOL), "kk") == snapshot("""\
School cameras
Сынақ туралы заң, № 1-I
Күні: 2026 ж. 1 ақпан; редакциясы қолданыла бастаған күн: 2026 ж. 18 қаңтар

Бір қарағанда
  Қауіп-қатер дәрежесі: жоғары; ұсыныс, меншік иесі немесе иегер шешеді
  Тыйымдар: тыйым салынған – 1; жоққа шығаруға болмайды – 1
  Сіздің міндеттеріңіз: орындалмаған – 1; дәлелденбеген – 1; мерзімі өтіп кеткен – 1
  Айыппұл және өзге де жазалар: қазір мүмкін – 1
  Ашық сұрақтар: 2 сұрақ нәтижені әлі өзгерте алады
  Мәтінмен салыстыру: ресми мәтін оқылған
  Фактілер: өлшенген 0 : мәлімделген 9 : белгісіз 2

Неге осы сыныптар
  қауіп-қатер дәрежесі: жоғары (ЖИ туралы заң, 17-баптың 1-тармағы)
    · дәреже – жоғары: Жүйе үйренген бе? – иә; Зиян болуы мүмкін бе? – иә

Тыйымдар
  Тыйым салынған – 1
    ! эмоция (ЖИ туралы заң, 17-баптың 3-тармағы, 6)-тармақша)
      Жүйе үйренген бе? – иә; Эмоцияны айқындай ма? – иә; Келісім бар ма? – жоқ; Негізі қандай? –
      ештеңе
  Жоққа шығаруға болмайды – 1
    ? манипуляция (ЖИ туралы заң, 17-баптың 3-тармағы, 1)-тармақша); адам шешуі керек
      Мінез-құлықты бұрмалай ма? – адам шешуі керек

Міндеттер
  Сіздікі – 2
    3 жұмыс күні ішінде; кімнің міндеті: меншік иесі; ең кеш дегенде: 2026 ж. 2 ақпан, мереке
    күндері есептелмеген:
      ! жауап: орындалмаған (ЖИ туралы заң, 19-баптың 1-тармағы)
    Жыл сайын; кімнің міндеті: меншік иесі; ең кеш дегенде: 2026 ж. 15 қаңтар; мерзімі өтіп кеткен:
      ? қайта қарау: дәлелденбеген (ЖИ туралы заң, 18-баптың 1-тармағы)

Енді неге жауап беру керек
  1. Неше адам? [people]
     әлі сұралған жоқ; нені өзгерте алады: журнал (ЖИ туралы заң, 21-бап)
  2. Мінез-құлықты бұрмалай ма? [distorts]
     адам шешуі керек; нені өзгерте алады: манипуляция (ЖИ туралы заң, 17-баптың 3-тармағы,
     1)-тармақша)

Бұзу неге соғады
  ! хабарламау: қазір мүмкін (Кодекс, 641-1-баптың 1-бөлігі)
    нені бұзғаны үшін: жауап (ЖИ туралы заң, 19-баптың 1-тармағы)
    кімге: меншік иесі
    қайталанса: қызметі тоқтатылады
    айлық есептік көрсеткіш (АЕК): бір көрсеткіш – 4 325 ₸
    Бұзушы                      АЕК    Айыппұл  АЕК, қайталанса  Қайталанса, айыппұл
    жеке тұлға                   15   64 875 ₸               30            129 750 ₸
    ірі кәсіпкерлік субъектісі  100  432 500 ₸              200            865 000 ₸

Дереккөздер: Passport, docs/passport.pdf, 2026 ж. 2 қаңтар
Қағидалар топтамасы: test/law 1.2.3; жауаптар мен нәтижелердің бақылау сомасы: e739abe888377587
Бұл – көмекші құрал, заң кеңесі емес. Заңның қазақша және орысша мәтіндері ресми болып табылады.
""")


def test_an_unread_edition_is_told_in_the_conditional(make_case):
    assert told(make_case(SCHOOL, on=UNREAD)) == snapshot("""\
School cameras
Law on Tests, No. 1-I
Day: 23 November 2026; edition in force since 25 August 2026

In one glance
  Degree of risk: would be “high” (unverified); proposed, for the owner or holder to decide
  Prohibitions: would be prohibited (unverified) – 1; cannot be ruled out (unverified) – 1
  Your duties: would not be met (unverified) – 1; the day has passed – 2; not shown (unverified) – 1
  Fines and other sanctions: would be possible (unverified) – 1
  Open: 2 questions can still change a result
  Checked against the text: 11 results of 11 rest on text that was not read: unverified
  Facts: 0 measured : 9 declared : 2 unknown

  Not checked against the official text; such results are marked “unverified”:
    · AI Law: The text was not read.
    · Code: the text in force on this day was not read

Why these classes
  degree of risk: would be “high” (unverified) (AI Law, art. 17(1))
    · the degree is high: Is the system learned? – yes; May there be harm? – yes

Prohibitions
  Would be prohibited (unverified) – 1
    ! emotions (AI Law, art. 17(3)(6))
      Is the system learned? – yes; Does it read emotions? – yes; Is there consent? – no; On what
      ground? – nothing
  Cannot be ruled out (unverified) – 1
    ? manipulation (AI Law, art. 17(3)(1)); a person must decide
      Does it distort behaviour? – a person must decide

Duties
  Yours – 2
    Within 3 working days; owed by: owner; no later than 2 February 2026, public holidays not
    counted; the day has passed:
      ! an answer: would not be met (unverified) (AI Law, art. 19(1))
    Every year; owed by: owner; no later than 15 January 2026; the day has passed:
      ? review: not shown (unverified) (AI Law, art. 18(1))

What to answer next
  1. How many people? [people]
     not asked yet; can change: a log (AI Law, art. 21)
  2. Does it distort behaviour? [distorts]
     a person must decide; can change: manipulation (AI Law, art. 17(3)(1))

What a breach can cost
  ! not telling: would be possible (unverified) (Code, art. 641-1(1))
    for the breach of: an answer (AI Law, art. 19(1))
    on: owner
    if repeated: it is suspended
    index (MCI): one unit is worth ₸4,325
    Offender        MCI      Fine  MCI, repeated  Fine, repeated
    natural person   15   ₸64,875             30        ₸129,750
    large business  100  ₸432,500            200        ₸865,000

Sources: Passport, docs/passport.pdf, 2 January 2026
Pack: test/law 1.2.3; digest of answers and results: 119c23620e88ffd2
This is an aid, not legal advice. The official texts of the law are Kazakh and Russian.
""")


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_not_read_is_never_a_verdict(make_case, lang):
    speech = Speech(lang)
    view = compose(make_case(SCHOOL, on=UNREAD), speech)
    duties = [duty for group in view.duties for duty in group.items]
    said = [
        *(said for group in view.prohibitions for said in group.items),
        *(duty.said for duty in duties),
        *(right.said for right in view.rights),
        *view.statuses,
        *view.advice,
        *(penalty.said for group in view.penalties for penalty in group.items),
    ]
    assert len(said) >= 8
    words = [one.verdict for one in said] + [duty.standing for duty in duties]
    words += [position.value for position in view.classes]
    assert [word for word in words if f"({speech.say('unverified')})" not in word] == []


def test_an_empty_card_is_never_all_clear(make_case):
    text = told(make_case({}))
    assert "cannot be ruled out – 2" in text
    assert "ruled out by the answers" not in text
    assert "none follows from the answers" not in text


def test_a_system_outside_the_law_is_said_to_be_outside(make_case):
    text = told(make_case({"learned": False}))
    assert "Degree of risk: none: “within the law” does not hold\n" in text
    assert "ruled out by the answers – 2" in text
    assert "Your duties: none follows from the answers" in text


def test_judgement_is_left_to_a_person(make_case):
    text = told(make_case({"learned": True, "reads_emotions": False}))
    assert "manipulation (AI Law, art. 17(3)(1)); a person must decide" in text


def test_who_said_that_an_answer_is_not_known_is_kept(make_case):
    given = Given(unknown=Reason.NOT_KNOWN, by="A. Omarova")
    view = compose(make_case({"learned": True, "reads_emotions": given}), Speech("en"))
    (open_,) = (group for group in view.prohibitions if group.title == "cannot be ruled out")
    points = {point.fact: point for said in open_.items for point in said.because}
    assert points["reads_emotions"].answer == "not known"
    assert points["reads_emotions"].by == "answered by A. Omarova"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [10, 40, 72, 100, 500])
def test_lines_keep_to_the_width(make_case, lang, width):
    lines = told(make_case(SCHOOL), lang, width=width, full=True).splitlines()
    assert max(map(len, lines)) <= max(40, min(width, 100))


def test_colour_adds_nothing_but_colour(make_case):
    import re

    plain, coloured = (told(make_case(SCHOOL), colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d*m", "", coloured) == plain != coloured


def test_full_text_names_what_the_brief_one_counts(make_case):
    brief, full = (told(make_case(SCHOOL), full=full) for full in (False, True))
    assert "refusal: can be demanded" not in brief
    assert "refusal: can be demanded" in full


def test_hostile_words_of_a_card_are_harmless(make_case):
    evil = "\x1b[2J\u202eevil\r\n\x07"
    answers = {**SCHOOL, "consent": Given(answer=False, by=evil, evidence=evil)}
    case = make_case(answers, name=evil, file=evil, owner=evil, holder=evil, about=evil)
    text = told(case, full=True)
    assert "evil" in text
    assert not [c for c in text if not c.isprintable() and c != "\n"]
