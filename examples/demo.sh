#!/bin/sh
# The main job on real input: a register of systems, then two systems of Kazakhstan.
# TANBA_LANG=kk, ru or en chooses the language; DAY the day of the law.
set -eu
BIN=${BIN:-.venv/bin}
DAY=${DAY:-2026-03-01}
TANBA_LANG=${TANBA_LANG:-en}
export TANBA_LANG

title() { printf '\n\033[1m== %s ==\033[0m\n\n' "$1"; }

title "200 real systems of the US federal inventory, as if they were operated in Kazakhstan"
"$BIN/tanba" sweep examples/us-federal/systems-200.csv --map examples/us-federal/map.yaml --on "$DAY"

# A verdict is an exit status too: 1 says that something is prohibited, and is no failure of the demo.
title "A lyceum whose cameras read pupils' emotions"
"$BIN/tanba" assess examples/kz/07-lyceum-emotions.yaml --on "$DAY" || [ $? -eq 1 ]

title "Social aid decided with a random forest"
"$BIN/tanba" assess examples/kz/24-social-aid.yaml --on "$DAY" || [ $? -eq 1 ]
