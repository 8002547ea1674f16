"""The app: sessions for the chat, identity and the page, on one address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from .app_id import APP_ID
from .session_options import SESSION_OPTIONS
from .sessions.options import SessionOptionsError
from .sessions.routes import session_router
from .sessions.service import SessionConfig, SessionService
from .settings import Settings, SettingsError
from .start_up import describe_start
from .web import create_web, create_web_app
from .workflow import Workflow, read_workflow


def create_app(settings: Settings) -> FastAPI:
    """Create the app.

    Raises:
        SettingsError: if a setting or a session option cannot be used, or production lacks the
            built page.
    """
    workflow = read_workflow(settings)
    problems = [*settings.problems, *workflow.problems]
    web = create_web(settings, lambda _host: problems)
    service = create_service(settings, workflow)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        details = {"Workflow": workflow.description}
        print(describe_start(settings, details, problems, settings.port), flush=True)
        yield
        await service.close()

    return create_web_app(web, lifespan=lifespan, routers=[session_router(web, service)])


def create_service(settings: Settings, workflow: Workflow) -> SessionService:
    """Create what opens sessions, with the key that `settings` chose.

    Raises:
        SettingsError: if a session option cannot be used.
    """
    key = settings.openai_key.value if settings.openai_key else None
    config = SessionConfig(
        api_key=key or ("sk-offline" if settings.offline else None),
        base_url=settings.openai_base_url,
        workflow_id=workflow.id,
        options=SESSION_OPTIONS,
        secret=settings.secret,
        audience=APP_ID,
    )
    try:
        return SessionService(config)
    except SessionOptionsError as error:
        raise SettingsError(f"server/session_options.py: {error}") from error
