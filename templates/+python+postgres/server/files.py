"""The bytes of attachments, in the database, where every copy of the server finds them."""

from chatkit.store import NotFoundError

from .database import Database


class DatabaseFiles:
    """Keeps attachments in a table."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def write(self, attachment_id: str, data: bytes) -> None:
        """Keep bytes; all of them or none."""
        await self.database.run(
            """
            INSERT INTO chat_files (id, data) VALUES (%s, %s)
            ON CONFLICT (id) DO UPDATE SET data = excluded.data
            """,
            attachment_id,
            data,
        )

    async def read(self, attachment_id: str) -> bytes:
        """Give bytes back.

        Raises:
            NotFoundError: if there are none.
        """
        rows = await self.database.run("SELECT data FROM chat_files WHERE id = %s", attachment_id)
        for (data,) in rows:
            return bytes(data)
        raise NotFoundError(attachment_id)

    async def delete(self, attachment_id: str) -> None:
        """Forget bytes, which may be missing."""
        await self.database.run("DELETE FROM chat_files WHERE id = %s", attachment_id)
