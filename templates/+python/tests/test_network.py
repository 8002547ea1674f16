from ipaddress import ip_network

import pytest
from starlette.requests import HTTPConnection

from server.network import Network, subnet

NETWORK = Network((ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8")), public_url=None)


def request(peer: str, **headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection(
        {"type": "http", "scheme": "http", "client": (peer, 1), "headers": raw, "path": "/"}
    )


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_believes_only_trusted_proxies(peer: str, forwarded: str, address: str) -> None:
    assert NETWORK.address(request(peer, x_forwarded_for=forwarded)) == address


@pytest.mark.parametrize(
    ("peer", "forwarded", "protocol", "is_https"),
    [
        ("203.0.113.9", "198.51.100.1", "https", False),
        ("127.0.0.1", "198.51.100.1", "https", True),
        ("127.0.0.1", "198.51.100.1, 127.0.0.1", "https,http", True),
        ("127.0.0.1", "192.0.2.66, 198.51.100.1", "https,http", False),
        ("127.0.0.1", "", "https", True),
    ],
)
def test_knows_https(peer: str, forwarded: str, protocol: str, is_https: bool) -> None:
    connection = request(peer, x_forwarded_for=forwarded, x_forwarded_proto=protocol)
    assert NETWORK.is_https(connection) is is_https


def test_knows_its_origin() -> None:
    direct = request("203.0.113.9", host="chat.example:3000", x_forwarded_host="evil.example")
    assert NETWORK.origin(direct) == "http://chat.example:3000"
    behind = request(
        "10.0.0.2", host="inner", x_forwarded_host="chat.example", x_forwarded_proto="https"
    )
    assert NETWORK.origin(behind) == "https://chat.example"


@pytest.mark.parametrize("host", ["", "a b", "<a>", "[::1", "a:99999", "a/b", "a@b", "1.2.3.4.5"])
def test_builds_no_address_of_what_is_no_host(host: str) -> None:
    assert NETWORK.origin(request("203.0.113.9", host=host)) == "http://localhost"


@pytest.mark.parametrize("host", ["chat.example", "a_b:3000", "192.0.2.1:65535", "[::1]:80"])
def test_keeps_the_host_that_people_type(host: str) -> None:
    assert NETWORK.origin(request("203.0.113.9", host=host)) == f"http://{host}"


def test_counts_a_home_of_ipv6_once() -> None:
    assert subnet("2001:db8:1:2:3::4") == subnet("2001:db8:1:2:ffff::1")
    assert subnet("2001:db8:1:2::1") != subnet("2001:db8:1:3::1")
    assert subnet("::ffff:192.0.2.1") == "192.0.2.1"
