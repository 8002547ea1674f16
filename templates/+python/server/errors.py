"""Every failed request is answered with `{"error": {"code", "message", …}}` and no stack trace."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse


class AppError(Exception):
    """A refusal that the page is told about.

    Attributes:
        status: The HTTP status.
        code: A stable word that code may compare.
        message: What happened, for the person in front of the page.
        hint: What to do about it.
        request_id: OpenAI's `x-request-id`, if the refusal came from there.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        request_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
        self.request_id = request_id
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        """The answer to the request that failed."""
        body = {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "request_id": self.request_id,
        }
        return JSONResponse(
            {"error": {name: value for name, value in body.items() if value is not None}},
            status_code=self.status,
            headers={"Cache-Control": "no-store", **self.headers},
        )


def install_error_answers(app: FastAPI) -> None:
    """Make every exception that leaves a route an answer in JSON."""

    async def answer_app_error(_request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, AppError):
            raise error
        return error.response()

    async def answer_http_error(request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, HTTPException):
            raise error
        if error.status_code == 404:
            message = f"There is no {request.method} {request.url.path}."
            return AppError(404, "not_found", message).response()
        code = "method_not_allowed" if error.status_code == 405 else "bad_request"
        return AppError(
            error.status_code, code, str(error.detail), headers=error.headers
        ).response()

    async def answer_invalid_request(_request: Request, _error: Exception) -> JSONResponse:
        message = "The request is not what this route expects."
        return AppError(400, "bad_request", message).response()

    async def answer_crash(_request: Request, _error: Exception) -> JSONResponse:
        # The server's log gets the stack trace; Starlette raises the error again after this.
        message = "Something went wrong on the server."
        # Uvicorn closes the connection then, which a client that keeps connections has to know.
        headers = {"Connection": "close"}
        return AppError(500, "internal_error", message, headers=headers).response()

    app.add_exception_handler(AppError, answer_app_error)
    app.add_exception_handler(HTTPException, answer_http_error)
    app.add_exception_handler(RequestValidationError, answer_invalid_request)
    app.add_exception_handler(Exception, answer_crash)
