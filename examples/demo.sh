#!/bin/sh
# The main job on real input: a register of systems, then two systems of Kazakhstan.
# TANBA_LANG=kk, ru or en chooses the language; DAY the day of the law.
set -eu
BIN=${BIN:-.venv/bin}
DAY=${DAY:-2026-03-01}
TANBA_LANG=${TANBA_LANG:-en}
export TANBA_LANG

# The three titles, in the language of the results.
case $TANBA_LANG in
  kk) REGISTER="АҚШ федералды тізілімінің 200 нақты жүйесі – Қазақстанда пайдаланылса"
      LYCEUM="Камералары оқушылардың эмоциясын танитын лицей"
      AID="Кездейсоқ орман алгоритмі шешетін атаулы әлеуметтік көмек"
      MARKS="Сурет пен мәтін таңбаланып, қайта оқылады" ;;
  ru) REGISTER="200 настоящих систем федерального реестра США – если бы они работали в Казахстане"
      LYCEUM="Лицей, где камеры распознают эмоции учеников"
      AID="Адресная социальная помощь по решению случайного леса"
      MARKS="Картинка и текст маркируются и читаются обратно" ;;
  *)  REGISTER="200 real systems of the US federal inventory, as if they were operated in Kazakhstan"
      LYCEUM="A lyceum whose cameras read pupils' emotions"
      AID="Social aid decided with a random forest"
      MARKS="A picture and a text are marked, and read back" ;;
esac

title() { printf '\n\033[1m== %s ==\033[0m\n\n' "$1"; }

title "$REGISTER"
"$BIN/tanba" sweep examples/us-federal/systems-200.csv --map examples/us-federal/map.yaml --on "$DAY"

# A verdict is an exit status too: 1 says that something is prohibited, and is no failure of the demo.
title "$LYCEUM"
"$BIN/tanba" assess examples/kz/07-lyceum-emotions.yaml --on "$DAY" || [ $? -eq 1 ]

title "$AID"
"$BIN/tanba" assess examples/kz/24-social-aid.yaml --on "$DAY" || [ $? -eq 1 ]

title "$MARKS"
MARKED=${MARKED:-demo}
TANBA_KEYS=$MARKED/keys TANBA_PASSPHRASE="only for the demo"
export TANBA_KEYS TANBA_PASSPHRASE
rm -rf "$MARKED"
"$BIN/tanba" keys new --name demo --organisation "Qala News" >/dev/null
"$BIN/tanba" mark examples/marks/steppe.jpg examples/marks/news.txt --maker "Qala News" --out "$MARKED"
"$BIN/tanba" verify "$MARKED/steppe.jpg" "$MARKED/news.txt" || [ $? -eq 1 ]
