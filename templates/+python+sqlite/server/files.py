"""The bytes of attachments, one file each."""

import asyncio
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from chatkit.store import NotFoundError


class DiskFiles:
    """Keeps attachments in a directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def write(self, attachment_id: str, data: bytes) -> None:
        """Keep bytes; a crash leaves all of them or none under the attachment's name."""
        await asyncio.to_thread(self._write, attachment_id, data)

    async def read(self, attachment_id: str) -> bytes:
        """Give bytes back.

        Raises:
            NotFoundError: if there are none.
        """
        try:
            return await asyncio.to_thread((self.directory / attachment_id).read_bytes)
        except FileNotFoundError as error:
            raise NotFoundError(attachment_id) from error

    async def delete(self, attachment_id: str) -> None:
        """Forget bytes, which may be missing."""
        path = self.directory / attachment_id
        await asyncio.to_thread(path.unlink, missing_ok=True)

    async def names(self) -> list[str]:
        """The names of all files, also of those that a killed server never finished."""
        return await asyncio.to_thread(os.listdir, self.directory)

    async def remove_if_older(self, name: str, before: float) -> None:
        """Remove a file that has not changed since a time, in seconds since 1970."""
        await asyncio.to_thread(self._remove_if_older, self.directory / name, before)

    def _remove_if_older(self, path: Path, before: float) -> None:
        # Another process may have been quicker.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()

    def _write(self, attachment_id: str, data: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=self.directory, prefix=".upload-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.directory / attachment_id)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
