"""A small law of our own: its texts are short, so that a snapshot can be read."""

from datetime import date

VOCABULARY = """
facts:
  - id: roles
    type: set
    ask: {kk: Сіз кімсіз?, ru: Кто вы?, en: Who are you?}
    values:
      owner: {kk: меншік иесі, ru: собственник, en: owner}
      user: {kk: пайдаланушы, ru: пользователь, en: user}
  - id: learned
    type: bool
    ask: {kk: Жүйе үйренген бе?, ru: Система обучена?, en: Is the system learned?}
  - id: reads_emotions
    type: bool
    ask: {kk: Эмоцияны айқындай ма?, ru: Определяет эмоции?, en: Does it read emotions?}
    help: {kk: Бет не дауыс., ru: Лицо или голос., en: Face or voice.}
  - id: consent
    type: bool
    ask: {kk: Келісім бар ма?, ru: Есть ли согласие?, en: Is there consent?}
  - id: basis
    type: enum
    ask: {kk: Негізі қандай?, ru: На каком основании?, en: On what ground?}
    values:
      act: {kk: заң, ru: закон, en: an act}
      nothing: {kk: ештеңе, ru: ничего, en: nothing}
  - id: distorts
    type: bool
    judgement: true
    ask: {kk: Мінез-құлықты бұрмалай ма?, ru: Искажает поведение?, en: Does it distort behaviour?}
  - id: harm
    type: bool
    ask: {kk: Зиян болуы мүмкін бе?, ru: Возможен ли вред?, en: May there be harm?}
  - id: told
    type: bool
    ask: {kk: Хабарланды ма?, ru: Сообщено ли?, en: Were people told?}
  - id: asked_on
    type: day
    alterable: false
    ask: {kk: Қашан сұралды?, ru: Когда спросили?, en: When was it asked?}
  - id: reviewed_on
    type: day
    ask: {kk: Қашан қаралды?, ru: Когда пересмотрено?, en: When was it reviewed?}
  - id: people
    type: int
    ask: {kk: Неше адам?, ru: Сколько людей?, en: How many people?}
"""

HEAD = """
pack: test/law
version: 1.2.3
country: KZ
title: {kk: Сынақ заңы, ru: Пробный закон, en: Test law}
vocabulary: vocabulary
acts:
  - id: law
    title: {kk: Сынақ туралы заң, ru: Закон о пробе, en: Law on Tests}
    short: {kk: ЖИ туралы заң, ru: Закон об ИИ, en: AI Law}
    number: 1-I
    signed: 2026-01-01
    source: written for tests
    editions:
      - {from: 2026-01-18, confidence: text_seen}
      - from: 2026-08-25
        confidence: secondary
        note: {kk: Мәтін оқылмаған., ru: Текст не прочитан., en: The text was not read.}
  - id: code
    title: {kk: Кодекс, ru: Кодекс, en: Code}
    short: {kk: Кодекс, ru: Кодекс, en: Code}
    number: 2-I
    unit: code
    source: written for tests
    editions:
      - {from: 2026-01-18, confidence: text_seen}
      - {from: 2026-08-25, confidence: secondary}
terms: {}
parties:
  owner: {kk: меншік иесі, ru: собственник, en: owner}
  user: {kk: пайдаланушы, ru: пользователь, en: user}
amounts:
  mci:
    title: {kk: айлық есептік көрсеткіш (АЕК), ru: месячный расчётный показатель (МРП), en: index (MCI)}
    currency: KZT
    values:
      - {from: 2026-01-01, until: 2027-01-01, value: 4325}
classes:
  - id: risk
    title: {kk: қауіп-қатер дәрежесі, ru: степень риска, en: degree of risk}
    cite: {act: law, article: "17", paragraph: 1}
    proposed: true
    within: covered
    values:
      - {id: minimal, title: {kk: ең төмен, ru: минимальная, en: minimal}}
      - {id: high, title: {kk: жоғары, ru: высокая, en: high}}
"""

RULES = """
derived:
  - id: covered
    title: {kk: заң аясында, ru: под законом, en: within the law}
    cite: {act: law, article: "1"}
    when: learned
rules:
  - id: law.17.1.1
    title: {kk: дәреже – ең төмен, ru: степень – минимальная, en: the degree is minimal}
    says: {kk: Зиян жоқ., ru: Вреда нет., en: No harm.}
    cite: {act: law, article: "17", paragraph: 1, item: 1}
    from: 2026-01-18
    when: covered AND NOT harm
    then: {class: risk, is: minimal}
    confidence: text_seen
    examples:
      - {name: harmless, holds: "yes", given: {learned: true, harm: false}}
      - {name: harmful, holds: "no", given: {learned: true, harm: true}}
  - id: law.17.1.2
    title: {kk: дәреже – жоғары, ru: степень – высокая, en: the degree is high}
    says: {kk: Зиян бар., ru: Вред есть., en: Harm.}
    cite: {act: law, article: "17", paragraph: 1, item: 2}
    from: 2026-01-18
    when: covered AND harm
    then: {class: risk, is: high}
    confidence: text_seen
    examples:
      - {name: harmful, holds: "yes", given: {learned: true, harm: true}}
      - {name: harmless, holds: "no", given: {learned: true, harm: false}}
  - id: law.17.3.1
    title: {kk: манипуляция, ru: манипуляция, en: manipulation}
    says: {kk: Бұрмалауға тыйым., ru: Искажать нельзя., en: Distorting is banned.}
    cite: {act: law, article: "17", paragraph: 3, item: 1}
    from: 2026-01-18
    when: covered AND distorts
    then: {forbids: manipulation}
    confidence: text_seen
    examples:
      - {name: it does, holds: "yes", given: {learned: true, distorts: true}}
      - {name: it does not, holds: "no", given: {learned: true, distorts: false}}
  - id: law.17.3.6
    title: {kk: эмоция, ru: эмоции, en: emotions}
    says: {kk: Келісімсіз болмайды., ru: Без согласия нельзя., en: Not without consent.}
    cite: {act: law, article: "17", paragraph: 3, item: 6}
    from: 2026-01-18
    when: covered AND reads_emotions AND NOT consent
    unless: [law.17.3.6.act]
    then: {forbids: emotions}
    confidence: text_seen
    note: {kk: Кез келген тәсіл., ru: Любой способ., en: Any means.}
    examples:
      - name: without consent
        holds: "yes"
        given: {learned: true, reads_emotions: true, consent: false, basis: nothing}
      - {name: not learned, holds: "no", given: {learned: false}}
  - id: law.17.3.6.act
    title: {kk: заң рұқсат етеді, ru: закон разрешает, en: an act allows it}
    says: {kk: Заң көздеген., ru: Предусмотрено законом., en: An act provides for it.}
    cite: {act: law, article: "17", paragraph: 3, item: 6}
    from: 2026-01-18
    when: basis = 'act'
    then: {excuses: true}
    confidence: text_seen
    examples:
      - {name: an act, holds: "yes", given: {basis: act}}
      - {name: nothing, holds: "no", given: {basis: nothing}}
  - id: law.18.1
    title: {kk: қайта қарау, ru: пересмотр, en: review}
    says: {kk: Жыл сайын., ru: Ежегодно., en: Every year.}
    cite: {act: law, article: "18", paragraph: 1}
    from: 2026-01-18
    when: covered
    then: {duty: review, owed_by: [owner], due: {yearly: true, since: reviewed_on}}
    confidence: text_seen
    examples:
      - {name: learned, holds: "yes", given: {learned: true}}
      - {name: not learned, holds: "no", given: {learned: false}}
  - id: law.19.1
    title: {kk: жауап, ru: ответ, en: an answer}
    says: {kk: Үш жұмыс күнінде., ru: За три рабочих дня., en: In three working days.}
    cite: {act: law, article: "19", paragraph: 1}
    from: 2026-01-18
    when: covered
    then:
      duty: answer
      owed_by: [owner]
      to: [user]
      due: {working_days: 3, after: asked_on}
      shown: told
    confidence: text_seen
    examples:
      - {name: learned, holds: "yes", given: {learned: true}}
      - {name: not learned, holds: "no", given: {learned: false}}
  - id: law.16.1
    title: {kk: бас тарту, ru: отказ, en: refusal}
    says: {kk: Бас тартуға болады., ru: Можно отказаться., en: One may refuse.}
    cite: {act: law, article: "16", paragraph: 1}
    from: 2026-01-18
    when: covered
    then: {right: refusal, of: [user], against: [owner]}
    confidence: text_seen
    examples:
      - {name: learned, holds: "yes", given: {learned: true}}
      - {name: not learned, holds: "no", given: {learned: false}}
  - id: code.641-1.1
    title: {kk: хабарламау, ru: неинформирование, en: not telling}
    says: {kk: Айыппұл салынады., ru: Влечёт штраф., en: It is fined.}
    cite: {act: code, article: 641-1, paragraph: 1}
    from: 2026-01-18
    when: covered AND NOT told
    then:
      sanction: fine
      on: [owner]
      for: [law.19.1]
      amount: mci
      fines: {individual: 15, large: 100}
      repeat: {individual: 30, large: 200}
      repeat_also: {kk: қызметі тоқтатылады, ru: деятельность приостанавливается, en: it is suspended}
    confidence: text_seen
    examples:
      - {name: not told, holds: "yes", given: {learned: true, told: false}}
      - {name: told, holds: "no", given: {learned: true, told: true}}
  - id: law.20
    title: {kk: ЖИ жүйесі, ru: система ИИ, en: an AI system}
    says: {kk: Бұл – ЖИ жүйесі., ru: Это система ИИ., en: This is an AI system.}
    cite: {act: law, article: "20"}
    from: 2026-01-18
    when: covered
    then: {states: ai_system}
    confidence: text_seen
    examples:
      - {name: learned, holds: "yes", given: {learned: true}}
      - {name: not learned, holds: "no", given: {learned: false}}
  - id: law.21
    title: {kk: журнал, ru: журнал, en: a log}
    says: {kk: Журнал жүргізіңіз., ru: Ведите журнал., en: Keep a log.}
    cite: {act: law, article: "21"}
    from: 2026-01-18
    when: covered AND people > 1000
    then: {recommends: log}
    confidence: text_seen
    examples:
      - {name: many, holds: "yes", given: {learned: true, people: 2000}}
      - {name: few, holds: "no", given: {learned: true, people: 2}}
"""

READ = date(2026, 2, 1)
"""A day whose edition was read in the official text."""

UNREAD = date(2026, 11, 23)
"""A day whose edition was not."""

SCHOOL = {
    "roles": ["owner"],
    "learned": True,
    "reads_emotions": True,
    "consent": False,
    "basis": "nothing",
    "harm": True,
    "told": False,
    "asked_on": "2026-01-28",
    "reviewed_on": "2025-01-15",
}
