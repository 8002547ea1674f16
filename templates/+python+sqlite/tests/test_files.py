import os
import time
from pathlib import Path

import pytest

from server.storage import Storage

TWO_DAYS = 2 * 24 * 3600


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_files_that_belong_to_nothing_are_removed(storage: Storage, tmp_path: Path) -> None:
    directory = tmp_path / "data" / "attachments"
    for name in ("orphan", ".upload-old", ".upload-new"):
        (directory / name).write_bytes(b"abc")
    for name in ("orphan", ".upload-old"):
        os.utime(directory / name, (0, time.time() - TWO_DAYS))
    async with storage.store:
        await storage.store.forget_unsent()
    assert os.listdir(directory) == [".upload-new"]


@pytest.mark.anyio
async def test_only_this_user_reads_what_is_kept(storage: Storage, tmp_path: Path) -> None:
    await storage.files.write("a", b"abc")
    data = tmp_path / "data"
    modes = [path.stat().st_mode & 0o077 for path in (data, *data.rglob("*"))]
    assert modes == [0] * len(modes)
