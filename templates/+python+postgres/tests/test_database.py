from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from chatkit.store import NotFoundError

from server.database import Database, open_database
from server.environment import Environment
from server.settings import SettingsError


def open_at(url: str) -> Database:
    return open_database(Environment(shell={"DATABASE_URL": url}, file={}))


def test_one_of_several_that_start_at_once_makes_the_tables(database_url: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        for opened in [threads.submit(open_at, database_url) for _ in range(8)]:
            opened.result()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT version FROM chat_version").fetchall() == [(1,)]


def test_refuses_a_database_of_a_newer_version(database_url: str) -> None:
    open_at(database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("INSERT INTO chat_version (version) VALUES (99)")
    with pytest.raises(SettingsError, match=r"a newer version .* 99"):
        open_at(database_url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "is not set"),
        ("localhost", "must be an address such as postgres:"),
        ("postgres://ada:secret@localhost:port/chat", "must be an address such as postgres:"),
        ("postgres://ada:secret@localhost:1/chat", r"\(localhost:1/chat\) cannot be used"),
    ],
)
def test_says_what_is_wrong_without_the_password(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"^DATABASE_URL {words}") as refusal:
        open_at(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.anyio
async def test_what_cannot_be_a_name_is_not_found(database_url: str) -> None:
    database = open_at(database_url)
    await database.open()
    try:
        with pytest.raises(NotFoundError):
            await database.run("SELECT %s", "\0")
        assert await database.run("SELECT %s", "ü 😀") == [("ü 😀",)]
    finally:
        await database.close()
