"""The security headers of production, and the refusal of other sites' pages."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import AppError
from .network import Network
from .settings import CspMode

CHATKIT_ORIGIN = "https://cdn.platform.openai.com"


class SecurityHeaders:
    """Middleware that sets the security headers of production.

    Which hosts ChatKit needs is not published, so its part of the policy is only reported in the
    browser's console until `CHATKIT_CSP=enforce`.
    """

    def __init__(self, app: ASGIApp, *, csp: CspMode, script_url: str | None) -> None:
        self.app = app
        self.headers = {
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
        }
        policy = _content_policy(script_url)
        if csp == "enforce":
            self.headers["Content-Security-Policy"] += f"; {policy}"
        elif csp == "report":
            self.headers["Content-Security-Policy-Report-Only"] = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class SameOriginOnly:
    """Middleware that refuses a changing request which another site's page sent.

    The cookies are `SameSite=Lax` already; this is the second line. Programs send neither header
    and pass, and so do addresses that carry a signature instead of a cookie.
    """

    def __init__(self, app: ASGIApp, *, network: Network, signed_prefix: str | None) -> None:
        self.app = app
        self.network = network
        self.signed_prefix = signed_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_foreign(HTTPConnection(scope)):
            error = AppError(
                403,
                "foreign_origin",
                "This request came from another site's page.",
                hint="Behind a proxy, pass the Host header on, or set CHATKIT_PUBLIC_URL.",
            )
            await error.response()(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_foreign(self, connection: HTTPConnection) -> bool:
        if connection.scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            return False
        if self.signed_prefix and connection.scope["path"].startswith(self.signed_prefix):
            return False
        # Only an https or localhost page sends Sec-Fetch-Site; the Origin speaks for the others.
        if site := connection.headers.get("sec-fetch-site"):
            return site not in {"same-origin", "none"}
        origin = connection.headers.get("origin")
        if origin is None or not self.network.is_host_known(connection):
            return False
        try:
            host = urlsplit(origin).netloc.lower()
        except ValueError:
            return True
        return not host or host not in {
            self.network.host(connection).lower(),
            urlsplit(self.network.origin(connection)).netloc.lower(),
        }


def _content_policy(script_url: str | None) -> str:
    script = CHATKIT_ORIGIN
    if script_url and (other := origin_of(script_url)):
        script = f"{CHATKIT_ORIGIN} {other}"
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {script}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' https: data: blob:",
            "font-src 'self' https: data:",
            f"connect-src 'self' {script} https://api.openai.com",
            f"frame-src {script}",
        ]
    )


def origin_of(url: str) -> str | None:
    """The origin of an absolute web address, or None for any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return f"{parts.scheme}://{parts.netloc}"
