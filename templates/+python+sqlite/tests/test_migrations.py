import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from server.migrations import MIGRATIONS, migrate
from server.settings import SettingsError

Query = Callable[[str], object]
WAIT_SECONDS = 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.sqlite"


@pytest.fixture
def query(path: Path) -> Query:
    def run(statement: str) -> object:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            return database.execute(statement).fetchone()

    return run


def test_a_file_without_a_version_goes_on_being_used(path: Path, query: Query) -> None:
    for statement in MIGRATIONS[0]:
        query(statement)
    query("INSERT INTO threads (user_id, id, data) VALUES ('ada', 't', '{}')")
    migrate(path, WAIT_SECONDS)
    assert query("SELECT id FROM threads") == ("t",)
    assert query("PRAGMA user_version") == (len(MIGRATIONS),)


def test_one_of_several_that_start_at_once_makes_the_tables(path: Path, query: Query) -> None:
    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(migrate, path, WAIT_SECONDS) for _ in range(8)]:
            done.result()
    assert query("SELECT count(*) FROM threads") == (0,)


def test_refuses_a_file_of_a_newer_version(path: Path, query: Query) -> None:
    query("PRAGMA user_version = 99")
    with pytest.raises(SettingsError, match=r"chat\.sqlite was written by a newer version .* 99"):
        migrate(path, WAIT_SECONDS)


def test_refuses_what_is_no_such_file(path: Path) -> None:
    path.write_text("Dear diary, " * 100)
    with pytest.raises(SettingsError, match="cannot be used"):
        migrate(path, WAIT_SECONDS)
