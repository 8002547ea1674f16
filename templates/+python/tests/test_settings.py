from pathlib import Path

import pytest

from server.environment import Environment, read_environment
from server.settings import SettingsError, mask_key, read_settings

SECRET = "s" * 32


def environment(shell: dict[str, str], file: dict[str, str] | None = None) -> Environment:
    return Environment(shell=shell, file=file or {})


@pytest.mark.parametrize(
    ("shell", "file", "value", "origin"),
    [
        ({"OPENAI_API_KEY": "sk-shell"}, {"OPENAI_API_KEY": "sk-file"}, "sk-shell", "the shell"),
        ({"OPENAI_API_KEY": ""}, {"OPENAI_API_KEY": "sk-file"}, "sk-file", ".env"),
        (
            {"OPENAI_API_KEY": "sk-shell"},
            {"CHATKIT_OPENAI_API_KEY": "sk-file"},
            "sk-file",
            "CHATKIT_OPENAI_API_KEY in .env",
        ),
    ],
)
def test_chooses_the_key(
    shell: dict[str, str], file: dict[str, str], value: str, origin: str
) -> None:
    key = read_settings(environment(shell, file), "development").openai_key
    assert key is not None
    assert key.value == value
    assert key.origin.endswith(origin)


def test_warns_when_the_shell_beats_the_file() -> None:
    shell = {"OPENAI_API_KEY": "sk-shell-0123456789", "CHATKIT_SECRET": SECRET}
    file = {"OPENAI_API_KEY": "sk-file-0123456789ab"}
    (warning,) = read_settings(environment(shell, file), "production").warnings
    assert "sk-…6789" in warning
    assert "sk-…89ab" in warning
    assert "sk-shell" not in warning


@pytest.mark.parametrize(
    ("shell", "codes"),
    [
        ({}, ["key_missing"]),
        ({"OPENAI_API_KEY": "my key"}, ["key_malformed"]),
        ({"OPENAI_API_KEY": "sk-0123456789"}, []),
        ({"CHATKIT_OFFLINE": "1"}, []),
    ],
)
def test_tells_what_is_missing(shell: dict[str, str], codes: list[str]) -> None:
    settings = read_settings(environment(shell), "development")
    assert [problem.code for problem in settings.problems] == codes


@pytest.mark.parametrize("secret", ["", "short"])
def test_needs_a_secret_in_production(secret: str) -> None:
    with pytest.raises(SettingsError, match="CHATKIT_SECRET"):
        read_settings(environment({"CHATKIT_SECRET": secret}), "production")


@pytest.mark.parametrize(
    "shell",
    [
        {"PORT": "http"},
        {"PORT": "65536"},
        {"OPENAI_BASE_URL": "localhost:8080"},
        {"CHATKIT_TRUSTED_PROXIES": "my-proxy"},
        {"CHATKIT_CSP": "on"},
    ],
)
def test_names_a_setting_that_cannot_be_used(shell: dict[str, str]) -> None:
    (name,) = shell
    with pytest.raises(SettingsError, match=name):
        read_settings(environment({"CHATKIT_SECRET": SECRET, **shell}), "production")


def test_never_shows_a_key_whole() -> None:
    assert mask_key("sk-proj-0123456789abcd") == "sk-…abcd"
    assert mask_key("sk-short") == "sk-…"


def test_reads_a_file_that_may_be_missing(tmp_path: Path) -> None:
    assert read_environment(tmp_path / ".env").file == {}
    (tmp_path / ".env").write_text("CHATKIT_SECRET='a $b'\nPORT=\n")
    assert read_environment(tmp_path / ".env").file == {"CHATKIT_SECRET": "a $b", "PORT": ""}
