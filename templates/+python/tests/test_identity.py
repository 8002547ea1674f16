import httpx
import jwt
import pytest

from server.app_id import APP_ID

SECRET = "0123456789abcdef0123456789abcdef"
VISITOR = f"{APP_ID}_visitor"
TOKEN = f"{APP_ID}_token"


def user_of(client: httpx.Client) -> str:
    claims = jwt.decode(client.cookies[TOKEN], SECRET, algorithms=["HS256"], audience=APP_ID)
    assert claims["use"] == "access"
    assert claims["exp"] - claims["iat"] == 3600
    return str(claims["sub"])


def test_hands_out_an_identity_that_lasts(stranger: httpx.Client) -> None:
    response = stranger.post("/api/identity")
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["domain_key"] == "local-dev"
    assert response.json()["problems"] == []
    for cookie in response.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Secure" not in cookie
    user = user_of(stranger)
    stranger.cookies.delete(TOKEN)
    stranger.post("/api/identity")
    assert user_of(stranger) == user


def test_a_cookie_is_secure_when_the_browser_uses_https(stranger: httpx.Client) -> None:
    response = stranger.post("/api/identity", headers={"X-Forwarded-Proto": "https"})
    for cookie in response.headers.get_list("set-cookie"):
        assert "Secure" in cookie


@pytest.mark.parametrize(
    "claims",
    [
        {"use": "visitor"},
        {"aud": "another-app"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_refuses_a_token_that_does_not_fit(
    stranger: httpx.Client, claims: dict[str, object]
) -> None:
    fitting: dict[str, object] = {"sub": "x", "aud": APP_ID, "use": "access", "exp": 2**40}
    path = "/api/unknown"
    stranger.cookies.set(TOKEN, jwt.encode(fitting, SECRET))
    assert stranger.get(path).status_code == 404
    wrong = {name: value for name, value in {**fitting, **claims}.items() if value is not None}
    for token in (jwt.encode(wrong, SECRET), jwt.encode(fitting, SECRET[::-1]), "nonsense"):
        stranger.cookies.set(TOKEN, token)
        assert stranger.get(path).status_code == 401


def test_other_sites_are_refused(stranger: httpx.Client) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        response = stranger.post("/api/identity", headers=headers)
        assert response.status_code == 403
        assert response.json()["error"]["code"] == "foreign_origin"


def test_identities_are_limited_per_address(stranger: httpx.Client) -> None:
    statuses = [stranger.post("/api/identity").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    refused = stranger.post("/api/identity")
    assert refused.json()["error"]["code"] == "rate_limited"
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_bodies_are_limited(stranger: httpx.Client) -> None:
    response = stranger.post("/api/identity", content=b" " * (1024**2 + 1))
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"
