"""The routes of this app about sessions. They are its own: OpenAI has only create and cancel."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from ..errors import AppError
from ..limits import LIMITS
from ..network import subnet
from ..web import Web
from .service import CancelledSession, Session, SessionService, SessionState
from .workflow_info import WorkflowInfo


def session_router(web: Web, service: SessionService) -> APIRouter:
    """Make the routes below `/api/chatkit`.

    - `POST /session` opens a session.
    - `POST /session/{id}/refresh` opens another for the same user.
    - `GET /session/{id}/validate` tells whether one can still be used.
    - `DELETE /session/{id}` ends one.
    - `GET /workflows/{id}` tells what a page may know of the configured workflow.
    """

    async def costly_user(
        request: Request, user: Annotated[str, Depends(web.identity.required)]
    ) -> str:
        address = subnet(web.network.address(request))
        web.limiter.consume("costly", address, LIMITS.costly_per_address)
        web.limiter.consume("costly", user, LIMITS.costly_per_user)
        return user

    async def cheap_user(user: Annotated[str, Depends(web.identity.required)]) -> str:
        web.limiter.consume("cheap", user, LIMITS.cheap_per_user)
        return user

    router = APIRouter(prefix="/api/chatkit", dependencies=[Depends(never_stored)])

    @router.post("/session")
    async def create(user: Annotated[str, Depends(costly_user)]) -> Session:
        return await service.create(user)

    @router.post("/session/{session_id}/refresh")
    async def refresh(session_id: str, user: Annotated[str, Depends(costly_user)]) -> Session:
        return await service.refresh(user, session_id)

    @router.get("/session/{session_id}/validate", response_model_exclude_none=True)
    async def validate(session_id: str, user: Annotated[str, Depends(cheap_user)]) -> SessionState:
        return service.validate(user, session_id)

    @router.delete("/session/{session_id}")
    async def cancel(
        session_id: str, user: Annotated[str, Depends(costly_user)]
    ) -> CancelledSession:
        return await service.cancel(user, session_id)

    @router.get("/workflows/{workflow_id}", dependencies=[Depends(cheap_user)])
    async def workflow(workflow_id: str) -> WorkflowInfo:
        info = service.workflow(workflow_id)
        if info is None:
            raise AppError(404, "not_found", "This app has no such workflow.")
        return info

    return router


def never_stored(response: Response) -> None:
    """Keep an answer out of every cache, for it is one person's."""
    response.headers["Cache-Control"] = "no-store"
