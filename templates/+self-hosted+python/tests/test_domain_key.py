import httpx


def test_tells_a_foreign_host_about_its_domain_key(stranger: httpx.Client) -> None:
    problems = stranger.post("/api/identity", headers={"Host": "chat.example"}).json()["problems"]
    assert [problem["code"] for problem in problems] == ["domain_key_placeholder"]
