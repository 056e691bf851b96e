"""Crawlers that say themselves, or are widely known, to gather what models are trained on."""

from typing import Final

GATHERERS: Final[tuple[str, ...]] = (
    "AI2Bot", "Ai2Bot-Dolma", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot",
    "CloudVertexBot", "cohere-training-data-crawler", "Cotoyogi", "Diffbot", "FacebookBot",
    "Google-Extended", "GPTBot", "ICC-Crawler", "img2dataset", "Kangaroo Bot", "meta-externalagent",
    "omgili", "PanguBot", "SBIntuitionsBot", "TikTokSpider", "Timpibot", "Webzio-Extended",
)  # fmt: skip
"""
Product tokens. A rule for one of them closes crawling to that one: a hint at what the owner of a site
wants, no statement about training. The list ages; it only ever adds a hint, and never takes a wish away.
"""
