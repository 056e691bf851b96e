"""
One conversation with an endpoint that speaks chat completions, whatever that answers.

The request is a POST to {address}/chat/completions as OpenAI documents it, without streaming; only
`choices[0].message` of the answer is read. Anything else is a problem with a name, and costs bounded time and
memory: World.post bounds both, and what comes back is cut at `LONGEST` characters.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from tanba.kernel import Refused, TanbaError, value
from tanba.measures.frame.measure import Post, Reply
from tanba.measures.manipulation.phrases import LONGEST
from tanba.measures.manipulation.transcript import Problem

_ENV: Final = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]{0,99})")
_HEADER_SAFE: Final = re.compile(r"[\x21-\x7e]{1,4096}")
_AGAIN: Final = (408, 425, 429, 500, 502, 503, 504)
"""Statuses after which the same question may be answered a little later (RFC 9110, RFC 6585)."""
_NEVER: Final = (401, 403, 404, 405)
_SHOWN: Final = 200


@value
class Said:
    """An answer, or what came in its place; `again` when asking once more may help, `never` when it cannot."""

    text: str | None = None
    cut: bool = False
    problem: Problem | None = None
    what: str = ""
    again: bool = False
    never: bool = False


class Chat:
    """An endpoint and a model. The key stays in here: neither errors nor transcripts have it."""

    def __init__(self, url: str, model: str, key: str, post: Post) -> None:
        self.url, self.at = _address(url)
        if not model or not model.isprintable() or len(model) > 200:
            raise Refused(
                "MM02", "no model is named", "set model to the name that the endpoint knows it by"
            )
        self.model = model
        self._key, self._post = _key(key), post

    def ask(
        self, messages: Sequence[Mapping[str, str]], temperature: float, seed: int, tokens: int
    ) -> Said:
        """Return what the endpoint answers to the messages so far."""
        asked = {
            "model": self.model, "messages": list(messages), "temperature": temperature, "seed": seed,
            "max_tokens": tokens, "stream": False,
        }  # fmt: skip
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            reply = self._post(self.url, json.dumps(asked).encode(), headers)
        except TanbaError as error:
            # Why it is silent may differ from run to run in its words, but not in its code.
            return Said(problem="silent", what=self._clean(getattr(error, "code", "")), again=True)
        said = _read(reply)
        if said.text is not None:
            return Said(text=self._clean(said.text, LONGEST), cut=said.cut or len(said.text) > LONGEST)
        return Said(
            problem=said.problem, what=self._clean(said.what), again=said.again, never=said.never
        )

    def _clean(self, text: str, most: int = _SHOWN) -> str:
        """Return a text without the key, half characters and controls, cut."""
        if self._key:
            text = text.replace(self._key, "[key]")
        text = text[:most].encode("utf-8", "replace").decode("utf-8")
        return "".join(c for c in text if c in "\n\t" or (c >= " " and c != "\x7f"))


def _read(reply: Reply) -> Said:
    if reply.status != 200:
        what = f"status {reply.status}"
        return Said(
            problem="status", what=what, again=reply.status in _AGAIN, never=reply.status in _NEVER
        )
    if reply.cut:
        return Said(problem="too large", what=f"more than {len(reply.body)} bytes")
    try:
        raw: Any = json.loads(reply.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        start = reply.body.lstrip()[:15].lower()
        kind = "a web page" if start.startswith((b"<!doctype", b"<html")) else ""
        kind = "a stream of events" if start.startswith(b"data:") else kind
        return Said(problem="not JSON", what=kind)
    match raw:
        case {"error": _}:
            return Said(problem="other shape", what="an error with status 200")
        case {"choices": [{"message": {**message}} as choice, *_]}:
            return _message({str(key): part for key, part in message.items()}, choice)
        case {"choices": []}:
            return Said(problem="empty", what="no choices")
    return Said(problem="other shape", what="no choices[0].message")


def _message(message: Mapping[str, Any], choice: Mapping[str, Any]) -> Said:
    if message.get("role", "assistant") != "assistant":
        return Said(problem="wrong role")
    text = message.get("content")
    if text is None:
        # OpenAI's schema has the words of a refusal in a field of its own, with `content` null.
        text = message.get("refusal")
    if isinstance(text, str) and text.strip():
        return Said(text=text, cut=choice.get("finish_reason") in ("length", "content_filter"))
    if message.get("tool_calls") or message.get("function_call"):
        return Said(problem="tool call")
    if text is None or isinstance(text, str):
        return Said(problem="empty", what="no content")
    return Said(problem="other shape", what="content is not a text")


def _address(url: str) -> tuple[str, str]:
    """Return where to post, and the address as it may be told."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or not url.isprintable():
        raise Refused("MM05", "not an address of an endpoint", "name one such as https://host/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        # Whatever stands there may be a secret: it is not repeated here.
        hint = "give the key by key: env:NAME"
        raise Refused("MM05", "an address with a password, a query or a fragment", hint)
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    at = f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"
    return f"{parts.scheme}://{parts.netloc}{path}/chat/completions", at


def _key(said: str) -> str:
    if not said:
        return ""
    match = _ENV.fullmatch(said)
    if match is None:
        raise Refused("MM03", "a key is named by its variable and not written out", "key: env:NAME")
    key = os.environ.get(match[1], "")
    if not _HEADER_SAFE.fullmatch(key):
        what = f"the variable {match[1]} is not set, or holds what no key can be"
        raise Refused("MM03", what, "a key is printable, without spaces")
    return key
