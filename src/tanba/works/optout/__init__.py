"""
Machine-readable wishes about training: reading every form that has a rule, writing them, deciding.

    robots = read_robots(b"User-agent: *\\nContent-Usage: / train-ai=n\\n")
    seen = usage_signals(robots, "tanba", "/a.png", "https://a.kz/robots.txt")
    decide(seen, ()).decision                                            # "prohibited"

Nothing here asks the network or a clock: what was fetched, and when, comes in as values.
"""

from tanba.works.optout.agents import GATHERERS
from tanba.works.optout.decision import Check, Decided, Decision, decide
from tanba.works.optout.headers import SERVERS, header_lines, header_signals
from tanba.works.optout.media import Embedded, embedded_signals
from tanba.works.optout.page import page_signals, page_with
from tanba.works.optout.patterns import path_of
from tanba.works.optout.robots import Robots, crawl_signals, may_crawl, read_robots, usage_signals
from tanba.works.optout.robots_writing import robots_with
from tanba.works.optout.signal import Look, Says, Signal, Source, State
from tanba.works.optout.tdmrep import read_tdmrep, tdmrep_signals, tdmrep_with
from tanba.works.optout.wish import Wish

__all__ = [
    "GATHERERS",
    "SERVERS",
    "Check",
    "Decided",
    "Decision",
    "Embedded",
    "Look",
    "Robots",
    "Says",
    "Signal",
    "Source",
    "State",
    "Wish",
    "crawl_signals",
    "decide",
    "embedded_signals",
    "header_lines",
    "header_signals",
    "may_crawl",
    "page_signals",
    "page_with",
    "path_of",
    "read_robots",
    "read_tdmrep",
    "robots_with",
    "tdmrep_signals",
    "tdmrep_with",
    "usage_signals",
]
