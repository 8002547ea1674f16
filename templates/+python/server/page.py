"""The built page, with the values of this host put in as the server starts."""

import hashlib
import re
from html import escape
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

CHATKIT_TAG = re.compile(
    r'<script\b[^>]*\bsrc="https://cdn\.platform\.openai\.com/deployments/chatkit/chatkit\.js"[^>]*>'
)


class Page(StaticFiles):
    """Serves what `vite build` wrote.

    Vite puts a hash into the name of every file in `assets/`, so those never change; the page that
    names them is asked for afresh each time.
    """

    def __init__(self, directory: Path, script_url: str | None) -> None:
        super().__init__(directory=directory)
        html = (directory / "index.html").read_text(encoding="utf-8")
        self.page = swap_script_address(html, script_url) if script_url else html
        self.etag = f'"{hashlib.sha256(self.page.encode()).hexdigest()}"'

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file, or with the page where a person follows a link."""
        request = Request(scope)
        if path == "index.html":
            return RedirectResponse("/", status_code=308)
        if path == ".":
            return self._page(request)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            # A missing picture is missing.
            if error.status_code != 404 or "text/html" not in request.headers.get("accept", ""):
                raise
            return self._page(request)
        if path.startswith("assets/"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    def _page(self, request: Request) -> Response:
        headers = {"Cache-Control": "no-cache", "ETag": self.etag}
        if request.headers.get("if-none-match") == self.etag:
            return Response(status_code=304, headers=headers)
        return Response(self.page, media_type="text/html", headers=headers)


def swap_script_address(html: str, address: str) -> str:
    """Replace the address of ChatKit's script in a page.

    An `integrity` attribute is dropped with it, since it belongs to the other file.
    """

    def swap(tag: re.Match[str]) -> str:
        without_integrity = re.sub(r'\sintegrity="[^"]*"', "", tag[0])
        return re.sub(r'\ssrc="[^"]*"', lambda _: f' src="{escape(address)}"', without_integrity)

    return CHATKIT_TAG.sub(swap, html, count=1)
