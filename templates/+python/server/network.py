"""Who is at the other end of a connection, also behind a proxy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from pydantic import AnyUrl
from starlette.requests import HTTPConnection

from .settings import IPNetwork

HOST = re.compile(r"[\w.:\[\]-]+", re.ASCII)


@dataclass(frozen=True)
class Network:
    """Reads addresses from requests, believing only trusted proxies."""

    trusted_proxies: Sequence[IPNetwork]
    public_url: str | None

    def address(self, connection: HTTPConnection) -> str:
        """The client's address: the right-most one that is not a trusted proxy."""
        return self._hop(connection)[0]

    def is_https(self, connection: HTTPConnection) -> bool:
        """Whether the browser used https, as far as trusted proxies tell."""
        return self._hop(connection)[1] == "https"

    def host(self, connection: HTTPConnection) -> str:
        """The host and port that the browser asked for, or localhost if it sent nothing usable."""
        forwarded = self._forwarded(connection, "x-forwarded-host")
        host = forwarded[0] if forwarded else connection.headers.get("host", "")
        return host if _is_host(host) else "localhost"

    def is_host_known(self, connection: HTTPConnection) -> bool:
        """Whether the browser's host is known here: some proxies keep it to themselves."""
        return not self._forwarded(connection, "x-forwarded-for") or bool(
            self._forwarded(connection, "x-forwarded-host")
        )

    def origin(self, connection: HTTPConnection) -> str:
        """The origin that people reach this server by, such as `https://example.com`."""
        if self.public_url:
            return self.public_url
        scheme = "https" if self.is_https(connection) else "http"
        return f"{scheme}://{self.host(connection)}"

    def _hop(self, connection: HTTPConnection) -> tuple[str, str]:
        peer = connection.client.host if connection.client else "127.0.0.1"
        addresses = self._forwarded(connection, "x-forwarded-for")
        protocols = self._forwarded(connection, "x-forwarded-proto")
        index = len(addresses)
        address = peer
        while index > 0 and self._is_trusted(address) and _parse(addresses[index - 1]):
            index -= 1
            address = addresses[index]
        if not protocols:
            return address, connection.scope["scheme"]
        # Proxies append to both lists alike; a single protocol was written by the outermost one.
        from_right = len(addresses) - index or 1
        return address, protocols[max(0, len(protocols) - from_right)].lower()

    def _forwarded(self, connection: HTTPConnection, name: str) -> list[str]:
        peer = connection.client.host if connection.client else "127.0.0.1"
        if not self._is_trusted(peer):
            return []
        values = ",".join(connection.headers.getlist(name))
        return [value.strip() for value in values.split(",") if value.strip()]

    def _is_trusted(self, address: str) -> bool:
        ip = _parse(address)
        return ip is not None and any(ip in network for network in self.trusted_proxies)


def subnet(address: str) -> str:
    """The part of an address that one client holds.

    One home or server owns a whole /64 of IPv6, so counting single addresses would bound nothing.
    """
    ip = _parse(address)
    if ip is None:
        return address
    return ip.exploded[:19] if isinstance(ip, IPv6Address) else str(ip)


def _is_host(text: str) -> bool:
    """Whether a text can stand in an address; anything may come in a header."""
    try:
        AnyUrl(f"http://{text}")
    except ValueError:
        return False
    return HOST.fullmatch(text) is not None


def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        ip = ip_address(address)
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
