from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server.headers import SecurityHeaders
from server.page import Page
from server.settings import CspMode

HTML = (
    "<title>A chat</title>"
    '<script src="https://cdn.platform.openai.com/deployments/chatkit/chatkit.js"'
    ' integrity="sha384-x" async></script>'
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(HTML)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-3f9a.js").write_text("1")
    return tmp_path


async def get(
    built: Path,
    path: str,
    *,
    script_url: str | None = None,
    csp: CspMode = "report",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    app = FastAPI()
    app.add_middleware(SecurityHeaders, csp=csp, script_url=script_url)
    app.mount("/", Page(built, script_url))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(path, headers=headers)


@pytest.mark.anyio
async def test_the_page_is_asked_for_afresh(built: Path) -> None:
    page = await get(built, "/")
    assert page.text == HTML
    assert page.headers["cache-control"] == "no-cache"
    again = await get(built, "/", headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.anyio
async def test_its_parts_never_change(built: Path) -> None:
    script = await get(built, "/assets/index-3f9a.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.anyio
async def test_a_link_leads_to_the_page_and_a_missing_file_nowhere(built: Path) -> None:
    assert (await get(built, "/a/link", headers={"Accept": "text/html"})).text == HTML
    assert (await get(built, "/a/picture.png")).status_code == 404
    assert (await get(built, "/%2e%2e/pyproject.toml")).status_code == 404


@pytest.mark.anyio
async def test_another_script_replaces_the_tag(built: Path) -> None:
    page = await get(built, "/", script_url='http://localhost:4310/chatkit.js?a=1&b="')
    tag = '<script src="http://localhost:4310/chatkit.js?a=1&amp;b=&quot;" async>'
    assert tag in page.text
    assert "integrity" not in page.text
    assert "http://localhost:4310" in page.headers["content-security-policy-report-only"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("csp", "enforced", "reported"),
    [
        ("report", False, True),
        ("enforce", True, False),
        ("off", False, False),
    ],
)
async def test_the_policy_has_a_switch(
    built: Path, csp: CspMode, enforced: bool, reported: bool
) -> None:
    headers = (await get(built, "/", csp=csp)).headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert ("frame-src" in headers["content-security-policy"]) is enforced
    assert ("content-security-policy-report-only" in headers) is reported
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
