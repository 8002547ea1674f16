"""The connections to Postgres."""

import asyncio
from collections.abc import Sequence
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
from chatkit.store import NotFoundError
from psycopg_pool import ConnectionPool

from .environment import Environment
from .migrations import NewerVersionError, migrate
from .settings import SettingsError

EXAMPLE = "postgres://user:password@localhost:5432/chat"
CONNECT_SECONDS = 5
WAIT_SECONDS = 10


class Database:
    """A Postgres database, which any number of copies of this server may share."""

    def __init__(self, url: str, address: str) -> None:
        self.address = address
        # Threads wait for the database: psycopg's own asyncio does not run on Windows' event loop.
        self._pool = ConnectionPool(
            url,
            kwargs={
                "autocommit": True,
                "connect_timeout": CONNECT_SECONDS,
                # A pooler such as PgBouncer may answer the next statement by another connection.
                "prepare_threshold": None,
            },
            min_size=1,
            max_size=10,
            timeout=WAIT_SECONDS,
            # A connection that broke, as when the database restarts, is replaced before it is used.
            check=ConnectionPool.check_connection,
            open=False,
        )

    async def open(self) -> None:
        """Connect, before the first statement."""
        await asyncio.to_thread(self._pool.open)

    async def close(self) -> None:
        """Disconnect, after the last statement."""
        await asyncio.to_thread(self._pool.close)

    async def run(self, statement: LiteralString, *values: object) -> Sequence[tuple[Any, ...]]:
        """Run a statement, which happens whole or not at all, and return its rows."""
        if not all(_is_text(value) for value in values if isinstance(value, str)):
            raise NotFoundError
        return await asyncio.to_thread(self._run, statement, values)

    def _run(
        self, statement: LiteralString, values: tuple[object, ...]
    ) -> Sequence[tuple[Any, ...]]:
        with self._pool.connection() as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def open_database(environment: Environment) -> Database:
    """Find the database at `DATABASE_URL`, and bring its tables up to date.

    Raises:
        SettingsError: if it cannot be used, or a newer version of this app has used it.
    """
    url = environment.value("DATABASE_URL")
    if url is None:
        raise SettingsError(
            f"DATABASE_URL is not set: it says where the database is, such as {EXAMPLE}."
        )
    address = _address(url)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS) as connection:
            migrate(connection)
    except (psycopg.Error, NewerVersionError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"DATABASE_URL ({address}) cannot be used: {reason}") from error
    return Database(url, address)


def _is_text(value: str) -> bool:
    """Whether Postgres knows all characters, as it does in the name of everything that it keeps."""
    return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


def _address(url: str) -> str:
    """Where a database is, without the password."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL must be an address such as {EXAMPLE}.") from error
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingsError(f"DATABASE_URL must be an address such as {EXAMPLE}.")
    return f"{parts.hostname or ''}{port}{parts.path}"
