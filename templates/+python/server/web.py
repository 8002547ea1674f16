"""The web server around the chat: errors, limits, headers, identity and the page."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.exceptions import HTTPException

from .errors import install_error_answers
from .headers import SameOriginOnly, SecurityHeaders
from .identity import Identity
from .limits import LIMITS, BodyLimit, RateLimiter
from .network import Network
from .page import Page
from .settings import Problem, Settings, SettingsError

BUILT_PAGE = Path("dist")

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Web:
    """What the routes of this app share."""

    settings: Settings
    network: Network
    identity: Identity
    limiter: RateLimiter


def create_web(settings: Settings, problems: Callable[[str], Sequence[Problem]]) -> Web:
    """Make what the routes share.

    Args:
        settings: What the server was told.
        problems: What is not set up yet for people who reach this server at a host.
    """
    network = Network(settings.trusted_proxies, settings.public_url)
    limiter = RateLimiter()
    identity = Identity(settings, network, limiter, problems)
    return Web(settings, network, identity, limiter)


def create_web_app(
    web: Web,
    *,
    lifespan: Lifespan,
    routers: Sequence[APIRouter],
    body_limits: Mapping[str, int] | None = None,
    signed_prefix: str | None = None,
) -> FastAPI:
    """Put the app together.

    Args:
        web: What the routes share.
        lifespan: What runs from the start of the app to its end.
        routers: The backend's own routes.
        body_limits: Bytes that a request may hold, by the beginning of its path.
        signed_prefix: The beginning of paths that other origins may use, since each is signed.

    Raises:
        SettingsError: in production, if the page is not built.
    """
    settings = web.settings
    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    install_error_answers(app)
    app.add_middleware(BodyLimit, default=LIMITS.body_bytes, by_prefix=body_limits or {})
    app.add_middleware(SameOriginOnly, network=web.network, signed_prefix=signed_prefix)
    if settings.mode == "production":
        app.add_middleware(SecurityHeaders, csp=settings.csp, script_url=settings.script_url)

    app.include_router(web.identity.router())
    for router in routers:
        app.include_router(router)

    @app.api_route(
        "/api/{path:path}",
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        dependencies=[Depends(web.identity.required)],
    )
    async def unknown_route(_request: Request) -> None:
        raise HTTPException(404)

    if settings.mode == "production":
        if not (BUILT_PAGE / "index.html").is_file():
            raise SettingsError("The page is not built yet. Build it with: npm run build")
        app.mount("/", Page(BUILT_PAGE, settings.script_url))
    return app
