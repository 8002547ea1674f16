"""Who is asking: an anonymous visitor with a signed cookie, until a login takes its place."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import jwt
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from .app_id import APP_ID
from .errors import AppError
from .limits import LIMITS, RateLimiter
from .network import Network, subnet
from .settings import Problem, Settings

VISITOR_SECONDS = 180 * 24 * 60 * 60
ACCESS_SECONDS = 60 * 60


async def identify(request: Request, visitor: Callable[[], str]) -> str | None:
    """Say which user a request comes from: this is where your login goes.

    Return the id of the signed-in user, read from your own session, or None to refuse. As it
    stands, everyone is an anonymous visitor who is recognised by a cookie. Whatever is returned
    owns the threads, so it must stay the same for a person, and must not be something a browser can
    choose. The page asks again when it loads: reload it after a sign-in or a sign-out.

    Args:
        request: What the browser sent, with its cookies.
        visitor: Gives the id of the anonymous visitor, always `visitor_…`.
    """
    return visitor()


Use = Literal["visitor", "access"]
COOKIES: dict[Use, str] = {"visitor": f"{APP_ID}_visitor", "access": f"{APP_ID}_token"}


@dataclass(frozen=True)
class Identity:
    """Hands identities out and checks them.

    A visitor's id lasts long and opens nothing; it is exchanged for a token that lasts an hour.
    """

    settings: Settings
    network: Network
    limiter: RateLimiter
    problems: Callable[[str], Sequence[Problem]]
    """What is not set up yet for people who reach this server at a host, for the page to show."""

    def required(self, request: Request) -> str:
        """The user of a request.

        Raises:
            AppError: 401, if the request carries no valid identity.
        """
        user = self._user_of(request, "access")
        if user is None:
            raise _not_identified("This request carries no valid identity.")
        return user

    def router(self) -> APIRouter:
        """`POST /api/identity`: hands out an identity."""
        router = APIRouter()

        @router.post("/api/identity")
        async def hand_out(request: Request) -> JSONResponse:
            address = subnet(self.network.address(request))
            self.limiter.consume("identity", address, LIMITS.identities_per_address)
            return await self._hand_out(request)

        return router

    async def _hand_out(self, request: Request) -> JSONResponse:
        user = await identify(
            request,
            lambda: self._user_of(request, "visitor") or f"visitor_{secrets.token_urlsafe(16)}",
        )
        if not user:
            raise _not_identified("Sign in first.")
        now = int(time.time())
        problems = self.problems(self.network.host(request))
        response = JSONResponse(
            {
                "expires_at": now + ACCESS_SECONDS,
                "domain_key": self.settings.domain_key or "local-dev",
                "offline": self.settings.offline,
                "problems": [problem.as_json() for problem in problems],
            },
            headers={"Cache-Control": "no-store"},
        )
        if user.startswith("visitor_"):
            self._set_cookie(request, response, user, "visitor", now, VISITOR_SECONDS)
        self._set_cookie(request, response, user, "access", now, ACCESS_SECONDS)
        return response

    def _set_cookie(
        self, request: Request, response: JSONResponse, user: str, use: Use, now: int, seconds: int
    ) -> None:
        claims = {"sub": user, "aud": APP_ID, "use": use, "iat": now, "exp": now + seconds}
        response.set_cookie(
            COOKIES[use],
            jwt.encode(claims, self.settings.secret, algorithm="HS256"),
            max_age=seconds,
            path="/",
            httponly=True,
            samesite="lax",
            secure=self.network.is_https(request),
        )

    def _user_of(self, request: Request, use: Use) -> str | None:
        token = request.cookies.get(COOKIES[use])
        claims = read_token(token, self.settings.secret) if token else None
        return claims["sub"] if claims and claims.get("use") == use else None


def read_token(token: str, secret: str) -> dict[str, Any] | None:
    """The claims of a token that this app signed and that still holds, otherwise None."""
    try:
        return jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=APP_ID,
            options={"require": ["sub", "exp"]},
        )
    except jwt.InvalidTokenError:
        return None


def _not_identified(message: str) -> AppError:
    return AppError(401, "not_identified", message, hint="POST /api/identity hands one out.")
