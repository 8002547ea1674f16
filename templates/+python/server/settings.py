"""What the server was told by its environment, checked once at the start."""

import re
import secrets
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal
from urllib.parse import urlsplit

from .environment import Environment, Variable

Mode = Literal["development", "production"]
CspMode = Literal["report", "enforce", "off"]
IPNetwork = IPv4Network | IPv6Network

DEFAULT_BASE_URL = "https://api.openai.com/v1"
MINIMUM_SECRET_LENGTH = 32
MAKE_SECRET = 'python3 -c "import secrets; print(secrets.token_hex(32))"'


class SettingsError(Exception):
    """A setting that the server cannot start with."""


@dataclass(frozen=True)
class Problem:
    """Something that keeps the chat from working, in words for the page and for the terminal."""

    code: str
    message: str
    hint: str | None = None
    href: str | None = None

    def as_json(self) -> dict[str, str]:
        """The problem as the page receives it, without what it does not have."""
        parts = {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "href": self.href,
        }
        return {name: value for name, value in parts.items() if value is not None}


@dataclass(frozen=True)
class Settings:
    """The settings that all parts of the server share."""

    mode: Mode
    environment: Environment = field(repr=False)
    host: str
    port: int
    public_url: str | None
    """The origin that people type, if it was told; otherwise each request says it."""
    openai_key: Variable | None
    openai_base_url: str
    secret: str = field(repr=False)
    """Signs cookies, and whatever else a browser must not make up."""
    domain_key: str | None
    """ChatKit's domain key for this site; public."""
    script_url: str | None
    """Where ChatKit's script comes from instead of OpenAI's CDN."""
    trusted_proxies: tuple[IPNetwork, ...]
    """Addresses whose `X-Forwarded-*` headers are believed."""
    csp: CspMode
    offline: bool
    """A stand-in answers instead of OpenAI: a missing key is fine."""
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    """Sentences for the terminal only."""


def read_settings(environment: Environment, mode: Mode) -> Settings:
    """Read every setting that all parts of the server share.

    Raises:
        SettingsError: if a value cannot be used, or production lacks its secret.
    """
    offline = environment.value("CHATKIT_OFFLINE") == "1"
    key = environment.find("CHATKIT_OPENAI_API_KEY") or environment.find("OPENAI_API_KEY")
    base_url = _read_url(environment, "OPENAI_BASE_URL")
    warnings = [] if offline or key is None else _shadowed_key(key, environment)
    secret = _read_secret(environment, mode)
    if secret is None:
        warnings.append(
            "CHATKIT_SECRET is not set: a throw-away one signs this run's cookies, "
            "so visitors become strangers at the next start."
        )
        # `npm run dev` makes one, so that a reload of this process keeps its visitors.
        secret = environment.value("CHATKIT_THROW_AWAY_SECRET") or secrets.token_hex(32)
    public_url = _read_url(environment, "CHATKIT_PUBLIC_URL")
    return Settings(
        mode=mode,
        environment=environment,
        host=environment.value("HOST") or ("0.0.0.0" if mode == "production" else "localhost"),
        port=_read_port(environment),
        public_url=public_url.rstrip("/") if public_url else None,
        openai_key=key,
        openai_base_url=base_url or DEFAULT_BASE_URL,
        secret=secret,
        domain_key=environment.value("CHATKIT_DOMAIN_KEY"),
        script_url=environment.value("CHATKIT_SCRIPT_URL"),
        trusted_proxies=_read_networks(environment),
        csp=_read_csp(environment),
        offline=offline,
        problems=() if offline else _key_problems(key, is_openai=base_url is None),
        warnings=tuple(warnings),
    )


def mask_key(key: str) -> str:
    """Show enough of a key to tell it from another one: `sk-…3f9a`."""
    start = "sk-…" if key.startswith("sk-") else "…"
    return start if len(key) < 16 else start + key[-4:]


def _key_problems(key: Variable | None, *, is_openai: bool) -> tuple[Problem, ...]:
    href = "https://platform.openai.com/api-keys"
    if key is None:
        return (
            Problem(
                code="key_missing",
                message="This app has no OpenAI API key yet.",
                hint="Put OPENAI_API_KEY=sk-… into .env, or set it where the server runs.",
                href=href,
            ),
        )
    # The keys of other providers look different.
    if is_openai and not re.fullmatch(r"sk-[A-Za-z0-9_-]{8,}", key.value):
        return (
            Problem(
                code="key_malformed",
                message="The OpenAI API key of this app does not look like one.",
                hint=f"{key.origin} should begin with sk- and hold letters, digits, - and _ only.",
                href=href,
            ),
        )
    return ()


def _shadowed_key(used: Variable, environment: Environment) -> list[str]:
    """A key of the shell that beats a different one in `.env` causes the oddest refusals."""
    other = environment.in_file("CHATKIT_OPENAI_API_KEY") or environment.in_file("OPENAI_API_KEY")
    if used.source != "shell" or other is None or other.value == used.value:
        return []
    return [
        f"{used.name} of the shell ({mask_key(used.value)}) beats {other.name} in .env "
        f"({mask_key(other.value)}). To use the one in .env, unset the shell's."
    ]


def _read_secret(environment: Environment, mode: Mode) -> str | None:
    secret = environment.value("CHATKIT_SECRET")
    if secret and len(secret) < MINIMUM_SECRET_LENGTH:
        raise SettingsError(
            f"CHATKIT_SECRET is too short: it needs at least {MINIMUM_SECRET_LENGTH} characters. "
            f"Make one with: {MAKE_SECRET}"
        )
    if secret is None and mode == "production":
        raise SettingsError(
            "CHATKIT_SECRET is not set: production needs one, in .env or where the server runs, "
            "to sign its cookies. "
            f"Make one with: {MAKE_SECRET}"
        )
    return secret


def _read_port(environment: Environment) -> int:
    port = environment.value("PORT") or "3000"
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65_535:
        raise SettingsError(f'PORT must be a number from 0 to 65535, and is "{port}".')
    return int(port)


def _read_url(environment: Environment, name: str) -> str | None:
    value = environment.value(name)
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        is_web_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web_address = False
    if not is_web_address:
        raise SettingsError(f"{name} must be a web address that begins with https:// or http://.")
    return value


def _read_networks(environment: Environment) -> tuple[IPNetwork, ...]:
    value = environment.value("CHATKIT_TRUSTED_PROXIES") or "127.0.0.0/8, ::1"
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in value.split(","))
    except ValueError as error:
        raise SettingsError(
            f"CHATKIT_TRUSTED_PROXIES must be a list of addresses such as 10.0.0.0/8: {error}."
        ) from error


def _read_csp(environment: Environment) -> CspMode:
    value = environment.value("CHATKIT_CSP") or "report"
    match value:
        case "report" | "enforce" | "off":
            return value
        case _:
            raise SettingsError(
                f'CHATKIT_CSP must be one of report, enforce, off, and is "{value}".'
            )
