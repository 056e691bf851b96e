"""The network within bounds: hostile answers cost little and give our own error."""

import time
from ipaddress import ip_address

import pytest

from tanba.flow.network import Bounds, Web, is_public
from tanba.kernel import Refused
from works.optout_servers import MALICE, raw, served

OURS = Bounds(seconds=1.5, private=True, size=1_000_000)


@pytest.mark.parametrize("name", MALICE)
def test_a_hostile_answer_ends_in_time_with_our_own_error(name):
    answer, code = MALICE[name]
    began = time.monotonic()
    with raw(answer) as address, Web(OURS) as web, pytest.raises(Refused) as refused:
        web.get(f"{address}/")
    assert refused.value.code == code, refused.value
    assert time.monotonic() - began < 12


def test_an_answer_that_is_too_large_can_be_cut_instead():
    with raw(MALICE["an endless body"][0]) as address, Web(OURS) as web:
        answer = web.get(f"{address}/", size=1_000, cut=True)
    assert (answer.cut, answer.body) == (True, b"a" * 1_000)


def test_machines_of_a_private_network_are_not_asked_whatever_their_name():
    asked: list[tuple[str, str]] = []
    with served({}, asked) as address, Web(Bounds(seconds=2)) as web:
        for url in (
            address,
            address.replace("127.0.0.1", "localhost"),
            address.replace("127.0.0.1", "127.1"),
        ):
            with pytest.raises(Refused, match="OP06"):
                web.get(url)
    assert asked == []


@pytest.mark.parametrize(
    "url",
    ["ftp://a.kz/", "file:///etc/passwd", "http://", "https:///x", "http://a b/", "http://u:p@a.kz/", "a.kz",
     "http://a.kz:99999/", "http://a.kz\r\nX: 1/", "http://[::1", "javascript:1", "http://" + "a" * 9_000],
)  # fmt: skip
def test_only_plain_addresses_of_the_web_are_asked(url):
    with Web(OURS) as web, pytest.raises(Refused, match="OP01"):
        web.get(url)


def test_a_name_that_does_not_exist_cannot_be_reached():
    with Web(OURS) as web, pytest.raises(Refused, match=r"OP0[23]"):
        web.get("http://does-not-exist.invalid/")


def test_redirects_are_followed_and_told_and_counted():
    pages = {f"/{n}": (302, {"Location": f"/{n + 1}"}, b"") for n in range(9)}
    pages["/3"] = (200, {"X": "1"}, b"here")
    with served(pages) as address, Web(OURS) as web:
        answer = web.get(f"{address}/0#part")
        assert (answer.final, answer.body, answer.header("x")) == (f"{address}/3", b"here", "1")
        assert answer.hops == tuple(f"{address}/{n}" for n in range(4))
        del pages["/3"]
        pages["/3"] = (302, {"Location": "/4"}, b"")
        with pytest.raises(Refused, match="OP04"):
            web.get(f"{address}/0")


def test_proxies_and_passwords_of_the_environment_are_not_used(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    with served({"/": (200, {}, b"direct")}) as address, Web(OURS) as web:
        assert web.get(f"{address}/").body == b"direct"


def test_fields_of_one_name_stay_apart():
    whole = b"HTTP/1.1 200 OK\r\nA: 1\r\nA: 2\r\nContent-Length: 0\r\n\r\n"
    with raw(lambda connection: connection.sendall(whole)) as address, Web(OURS) as web:
        assert web.get(f"{address}/").headers[:2] == (("A", "1"), ("A", "2"))


def test_what_is_posted_arrives_and_redirects_of_it_are_not_followed():
    seen: list[bytes] = []

    def answer(connection):
        connection.settimeout(0.5)
        try:
            while True:
                seen.append(connection.recv(65536))
                if not seen[-1]:
                    break
        except TimeoutError:
            pass
        connection.sendall(
            b"HTTP/1.1 307 T\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 2\r\n\r\nno"
        )

    with raw(answer) as address, Web(OURS) as web:
        got = web.post(f"{address}/", b"q" * 100_000, "application/timestamp-query")
    assert (got.status, got.body) == (307, b"no")
    assert b"".join(seen).endswith(b"qqq")


@pytest.mark.parametrize(
    "address",
    ["::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "fec0::1",
     "::1", "127.0.0.1", "169.254.169.254", "100.64.0.1"],
)  # fmt: skip
def test_an_inner_address_in_a_public_coat_is_not_of_the_public_network(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_a_public_address_is_one(address):
    assert is_public(ip_address(address))
