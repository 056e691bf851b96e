"""A small invented law for tests, as sheets of a pack in a folder."""

from pathlib import Path
from textwrap import dedent

HEAD = """\
pack: demo/small
version: 0.1.0
country: KZ
title: {kk: т, ru: т, en: t}
vocabulary: vocabulary
parties:
  owner: {kk: и, ru: с, en: owner}
  user: {kk: п, ru: п, en: user}
acts:
  - id: demo
    title: {kk: т, ru: т, en: t}
    short: {kk: Заң, ru: Закон, en: Act}
    number: "1"
    source: invented for tests
    editions:
      - {from: 2026-01-18, confidence: text_seen}
      - {from: 2026-08-25, confidence: secondary}
terms:
  security:
    - {until: 2026-08-25, text: {kk: ақ, ru: иб, en: information security}}
    - {from: 2026-08-25, text: {kk: кқ, ru: кб, en: cybersecurity}}
amounts:
  mci:
    title: {kk: АЕК, ru: МРП, en: MCI}
    currency: KZT
    values:
      - {from: 2026-01-01, until: 2027-01-01, value: 4325}
classes:
  - id: risk
    title: {kk: қ, ru: р, en: risk}
    cite: {act: demo, article: 1}
    proposed: true
    within: covered
    values:
      - {id: low, title: {kk: т, ru: н, en: low}}
      - {id: high, title: {kk: ж, ru: в, en: high}}
"""

FACTS = """\
facts:
  - id: roles
    type: set
    ask: {kk: р, ru: р, en: r}
    values: {owner: {kk: и, ru: с, en: o}, user: {kk: п, ru: п, en: u}}
  - {id: learns, type: bool, ask: {kk: ү, ru: у, en: learns}}
  - {id: here, type: bool, ask: {kk: м, ru: з, en: here}, alterable: false}
  - {id: harm, type: bool, ask: {kk: з, ru: в, en: harm}}
  - {id: emotions, type: bool, ask: {kk: э, ru: э, en: emotions}}
  - {id: consent, type: bool, ask: {kk: к, ru: с, en: consent}}
  - {id: by_law, type: bool, ask: {kk: з, ru: з, en: by law}, judgement: true}
  - id: kind
    type: enum
    ask: {kk: т, ru: в, en: kind}
    values: {face: {kk: б, ru: л, en: f}, voice: {kk: д, ru: г, en: v}}
  - {id: people, type: int, min: 0, ask: {kk: а, ru: л, en: people}}
  - {id: reviewed, type: day, ask: {kk: к, ru: д, en: reviewed}}
"""

RULES = """\
derived:
  - id: covered
    title: {kk: қ, ru: п, en: covered}
    when: learns AND here
rules:
  - id: demo.1.1
    title: {kk: ж, ru: в, en: high}
    says: {kk: ж, ru: в, en: high risk}
    cite: {act: demo, article: 1, paragraph: 1}
    from: 2026-01-18
    when: covered AND harm
    then: {class: risk, is: high}
    confidence: text_seen
    examples:
      - {name: a dam, holds: "yes", given: {learns: true, here: true, harm: true}}
      - {name: a game, holds: "no", given: {learns: true, here: true, harm: false}}
  - id: demo.1.2
    title: {kk: т, ru: н, en: low}
    says: {kk: т, ru: н, en: low risk}
    cite: {act: demo, article: 1, paragraph: 2}
    from: 2026-01-18
    when: covered AND NOT harm
    then: {class: risk, is: low}
    confidence: text_seen
    examples:
      - {name: a game, holds: "yes", given: {learns: true, here: true, harm: false}}
      - {name: a dam, holds: "no", given: {learns: true, here: true, harm: true}}
  - id: demo.2
    title: {kk: э, ru: э, en: emotions}
    says: {kk: э, ru: э, en: reading emotions without consent}
    cite: {act: demo, article: 2}
    from: 2026-01-18
    when: covered AND emotions AND NOT consent
    unless: [demo.2.law]
    then: {forbids: emotions}
    confidence: text_seen
    examples:
      - name: a school
        holds: "yes"
        given: {learns: true, here: true, emotions: true, consent: false, by_law: false}
      - {name: a spam filter, holds: "no", given: {emotions: false}}
  - id: demo.2.law
    title: {kk: з, ru: з, en: a law allows it}
    says: {kk: з, ru: з, en: unless a law allows it}
    cite: {act: demo, article: 2}
    from: 2026-01-18
    when: by_law
    then: {excuses: true}
    confidence: text_seen
    examples:
      - {name: there is a law, holds: "yes", given: {by_law: true}}
      - {name: there is none, holds: "no", given: {by_law: false}}
  - id: demo.3
    title: {kk: ш, ru: п, en: review}
    says: {kk: ш, ru: п, en: "review risks every year for {security}"}
    cite: {act: demo, article: 3}
    from: 2026-01-18
    when: covered
    then:
      duty: review
      owed_by: [owner]
      to: [user]
      due: {yearly: true, since: reviewed}
      shown: people > 0
    confidence: text_seen
    examples:
      - {name: any system, holds: "yes", given: {learns: true, here: true}}
      - {name: a regex, holds: "no", given: {learns: false}}
"""


def write_pack(folder: Path, **sheets: str) -> Path:
    """Write the small pack into a folder; keyword arguments replace its sheets."""
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "vocabulary").mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text(dedent(sheets.get("head", HEAD)), encoding="utf-8")
    (folder / "vocabulary" / "facts.yaml").write_text(
        dedent(sheets.get("facts", FACTS)), encoding="utf-8"
    )
    (folder / "rules" / "all.yaml").write_text(dedent(sheets.get("rules", RULES)), encoding="utf-8")
    if "coverage" in sheets:
        (folder / "coverage.yaml").write_text(dedent(sheets["coverage"]), encoding="utf-8")
    return folder
