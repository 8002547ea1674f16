from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from chatkit.store import NotFoundError
from chatkit.types import FileAttachment, HiddenContextItem, Page, Thread, ThreadMetadata

import server.store
from server.context import RequestContext
from server.storage import Storage, ThreadStore

ADA = RequestContext("ada", "http://localhost:3000")
BOB = RequestContext("bob", "http://localhost:3000")
NOW = datetime(2026, 1, 1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def store(storage: Storage) -> AsyncIterator[ThreadStore]:
    async with storage.store as opened:
        yield opened


def thread(name: str, **fields: object) -> ThreadMetadata:
    return ThreadMetadata.model_validate({"id": name, "created_at": NOW, **fields})


def item(name: str, content: object = "x") -> HiddenContextItem:
    return HiddenContextItem(id=name, thread_id="t", created_at=NOW, content=content)


@pytest.mark.anyio
async def test_keeps_all_of_a_thread_but_its_items(store: ThreadStore) -> None:
    saved = Thread.model_validate(
        {
            **thread("t", title="Title", metadata={"facts": {"a": None}}).model_dump(),
            "status": {"type": "locked", "reason": "Enough"},
            "items": Page(data=[item("i")]),
        }
    )
    await store.save_thread(saved, ADA)
    loaded = await store.load_thread("t", ADA)
    assert type(loaded) is ThreadMetadata
    assert loaded.model_dump() == saved.model_dump(exclude={"items"})


@pytest.mark.anyio
@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_pages_do_not_shift(store: ThreadStore, order: str) -> None:
    await store.save_thread(thread("t"), ADA)
    names = [f"i{number}" for number in range(5)]
    for name in names:
        await store.add_thread_item("t", item(name), ADA)
    expected = names if order == "asc" else names[::-1]

    first = await store.load_thread_items("t", None, 2, order, ADA)
    await store.add_thread_item("t", item("late"), ADA)
    await store.save_item("t", item("i0", content="changed"), ADA)
    second = await store.load_thread_items("t", first.after, 2, order, ADA)
    third = await store.load_thread_items("t", second.after, 9, order, ADA)
    assert first.has_more
    assert second.has_more
    assert not third.has_more
    assert third.after is None
    read = [row.id for page in (first, second, third) for row in page.data]
    assert read == ([*expected, "late"] if order == "asc" else expected)


@pytest.mark.anyio
async def test_threads_are_listed_in_pages(store: ThreadStore) -> None:
    for name in ("a", "b", "c"):
        await store.save_thread(thread(name), ADA)
    await store.save_thread(thread("a", title="Changed"), ADA)
    page = await store.load_threads(2, None, "desc", ADA)
    assert [row.id for row in page.data] == ["c", "b"]
    rest = await store.load_threads(2, page.after, "desc", ADA)
    assert [row.title for row in rest.data] == ["Changed"]
    assert not rest.has_more


@pytest.mark.anyio
async def test_everything_belongs_to_somebody(store: ThreadStore) -> None:
    await store.save_thread(thread("t", title="Ada's"), ADA)
    await store.add_thread_item("t", item("i"), ADA)
    with pytest.raises(NotFoundError):
        await store.load_thread("t", BOB)
    with pytest.raises(NotFoundError):
        await store.load_thread_items("t", None, 9, "asc", BOB)
    with pytest.raises(NotFoundError):
        await store.add_thread_item("t", item("j"), BOB)
    with pytest.raises(NotFoundError):
        await store.delete_thread("t", BOB)
    await store.save_thread(thread("t", title="Bob's"), BOB)
    assert (await store.load_thread("t", ADA)).title == "Ada's"
    await store.delete_thread("t", BOB)
    assert (await store.load_item("t", "i", ADA)).id == "i"


@pytest.mark.anyio
async def test_an_item_keeps_what_it_says(store: ThreadStore) -> None:
    await store.save_thread(thread("t"), ADA)
    content = {"list": [1, None, {"a": None}], "text": "ü 😀"}
    await store.add_thread_item("t", item("i", content), ADA)
    loaded = await store.load_item("t", "i", ADA)
    assert isinstance(loaded, HiddenContextItem)
    assert loaded.content == content


@pytest.mark.anyio
async def test_attachments_that_were_never_sent_are_forgotten(
    storage: Storage, store: ThreadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.save_thread(thread("t"), ADA)
    for name, thread_id in [("sent", "t"), ("unsent", None)]:
        await storage.files.write(name, b"abc")
        attachment = FileAttachment(
            id=name, name=name, mime_type="text/plain", thread_id=thread_id, metadata={"size": 3}
        )
        await store.save_attachment(attachment, ADA)
    await store.forget_unsent()
    assert await store.attachment_bytes(ADA) == 6

    monkeypatch.setattr(server.store, "UNSENT", timedelta(days=-1))
    await store.forget_unsent()
    assert (await store.load_attachment("sent", ADA)).id == "sent"
    assert await storage.files.read("sent") == b"abc"
    with pytest.raises(NotFoundError):
        await store.load_attachment("unsent", ADA)
    with pytest.raises(NotFoundError):
        await storage.files.read("unsent")


@pytest.mark.anyio
async def test_ids_cannot_be_guessed(store: ThreadStore) -> None:
    ids = {store.generate_thread_id(ADA) for _ in range(9)}
    ids |= {store.generate_item_id("message", thread("t"), ADA) for _ in range(9)}
    assert len(ids) == 18
    assert all(len(made.split("_")[1]) == 32 for made in ids)
