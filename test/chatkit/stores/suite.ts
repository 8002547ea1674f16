import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type {
  Files,
  Owner,
  Store,
} from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type { Place } from "./places.ts";
import { ADA, attachment, BOB, ids, item, NOT_FOUND, thread } from "./samples.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** What every store has to do, whatever it keeps things in. */
export function describeStore(newPlace: () => Promise<Place>): void {
  let place: Place;
  let store: Store;
  let files: Files;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["Date", "setInterval"] });
    place = await newPlace();
    ({ store, files } = await place.open());
  });

  afterEach(async () => {
    await store.close();
    vi.useRealTimers();
  });

  const all = { limit: 100, order: "asc" } as const;

  describe("threads", () => {
    it("are kept whole, but for their items", async () => {
      const whole = thread("t", {
        title: 'A "title" 😀',
        status: { type: "locked", reason: "Enough" },
        allowed_image_domains: ["example.com"],
        metadata: { facts: [1, null, { deep: "\u0000 \ud800" }] },
      });
      await store.saveThread(
        { ...whole, items: { data: [item("i")], has_more: false } } as never,
        ADA,
      );
      expect(await store.loadThread("t", ADA)).toStrictEqual(whole);
    });

    it("are replaced in their place", async () => {
      for (const id of ["a", "b", "c"]) await store.saveThread(thread(id), ADA);
      await store.saveThread(thread("a", { title: "New" }), ADA);
      const first = await store.loadThreads({ limit: 2, order: "desc" }, ADA);
      expect(first).toMatchObject({ has_more: true, after: "b" });
      expect(ids(first)).toEqual(["c", "b"]);
      const rest = await store.loadThreads({ limit: 2, order: "desc", after: "b" }, ADA);
      expect(rest).toStrictEqual({ data: [thread("a", { title: "New" })], has_more: false });
    });

    it("keep their items when they are replaced", async () => {
      await store.saveThread(thread("t"), ADA);
      await store.addThreadItem("t", item("i"), ADA);
      await store.saveThread(thread("t", { title: "New" }), ADA);
      expect(ids(await store.loadThreadItems("t", all, ADA))).toEqual(["i"]);
    });

    it("are replaced only as they were read, and never brought back", async () => {
      const first = thread("t", { metadata: { n: 1, text: "\u0000 é" } });
      await store.saveThread(first, ADA);
      const known = await store.loadThread("t", ADA);
      expect(await store.replaceThread(known, { ...known, title: "One" }, ADA)).toBe(true);
      expect(await store.replaceThread(known, { ...known, title: "Two" }, ADA)).toBe(false);
      expect(await store.loadThread("t", ADA)).toStrictEqual({ ...first, title: "One" });
      await store.deleteThread("t", ADA);
      const late = store.replaceThread(known, { ...known, title: "Late" }, ADA);
      await expect(late).rejects.toMatchObject(NOT_FOUND);
      await expect(store.loadThread("t", ADA)).rejects.toMatchObject(NOT_FOUND);
    });

    it("that two change at the same time are changed by one of them", async () => {
      const known = thread("t");
      await store.saveThread(known, ADA);
      const titles = ["One", "Two", "Three", "Four"];
      const replaced = await Promise.all(
        titles.map((title) => store.replaceThread(known, thread("t", { title }), ADA)),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
      expect((await store.loadThread("t", ADA)).title).toBe(titles[replaced.indexOf(true)]);
    });

    it("are not found where there are none", async () => {
      await expect(store.loadThread("t", ADA)).rejects.toMatchObject(NOT_FOUND);
      await expect(store.deleteThread("t", ADA)).rejects.toMatchObject(NOT_FOUND);
      await expect(store.loadThreadItems("t", all, ADA)).rejects.toMatchObject(NOT_FOUND);
      await expect(store.addThreadItem("t", item("i"), ADA)).rejects.toMatchObject(NOT_FOUND);
      await expect(store.saveItem("t", item("i"), ADA)).rejects.toMatchObject(NOT_FOUND);
      await expect(store.loadThreads({ ...all, after: "t" }, ADA)).rejects.toMatchObject(NOT_FOUND);
      expect(await store.loadThreads(all, ADA)).toStrictEqual({ data: [], has_more: false });
    });

    it("go with everything that belongs to them", async () => {
      for (const id of ["t", "u"]) {
        await store.saveThread(thread(id), ADA);
        await store.addThreadItem(id, item(`item-${id}`, "x", id), ADA);
        await store.saveAttachment(attachment(`file-${id}`, { thread_id: id }), ADA);
        await store.beginTurn({ id: `turn-${id}`, threadId: id }, ADA);
      }
      await store.saveAttachment(attachment("unsent"), ADA);
      await store.saveFeedback("t", ["item-t"], "positive", ADA);
      expect(await store.deleteThread("t", ADA)).toEqual(["file-t"]);

      await expect(store.loadItem("t", "item-t", ADA)).rejects.toMatchObject(NOT_FOUND);
      await expect(store.loadAttachment("file-t", ADA)).rejects.toMatchObject(NOT_FOUND);
      expect(await store.runningTurns("t", ADA)).toEqual([]);
      expect(await store.keepTurn("turn-t", ADA)).toBe("stopping");
      expect(await store.loadItem("u", "item-u", ADA)).toMatchObject({ id: "item-u" });
      expect(await store.attachmentBytes(ADA)).toBe(6);
      expect(await store.runningTurns("u", ADA)).toEqual(["turn-u"]);
      await store.saveThread(thread("t"), ADA);
      expect(ids(await store.loadThreadItems("t", all, ADA))).toEqual([]);
    });
  });

  describe("items", () => {
    beforeEach(() => store.saveThread(thread("t"), ADA));

    it("say what they said", async () => {
      const content = { list: [1, null, { a: null }], text: "ü 😀 \u0000 \ud800 ' \" \\", "": 0 };
      await store.addThreadItem("t", item("i", content), ADA);
      expect(await store.loadItem("t", "i", ADA)).toStrictEqual(item("i", content));
    });

    it("are what was handed over, whatever happens to it later", async () => {
      const content = { text: "before" };
      await store.addThreadItem("t", item("i", content), ADA);
      content.text = "after";
      const loaded = await store.loadItem("t", "i", ADA);
      expect(loaded).toMatchObject({ content: { text: "before" } });
      Object.assign(loaded, { content: "changed" });
      expect(await store.loadItem("t", "i", ADA)).toMatchObject({ content: { text: "before" } });
    });

    it.each(["addThreadItem", "saveItem"] as const)(
      "are replaced in their place by %s",
      async (method) => {
        for (const id of ["a", "b"]) await store[method]("t", item(id), ADA);
        await store[method]("t", item("a", "new"), ADA);
        const { data } = await store.loadThreadItems("t", all, ADA);
        expect(data).toStrictEqual([item("a", "new"), item("b")]);
      },
    );

    it("are replaced only as they were read, by one of several", async () => {
      await store.addThreadItem("t", item("i", { n: 1 }), ADA);
      const known = await store.loadItem("t", "i", ADA);
      const answers = ["one", "two", "three"];
      const replaced = await Promise.all(
        answers.map((answer) => store.replaceItem("t", known, item("i", answer), ADA)),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
      const winner = item("i", answers[replaced.indexOf(true)]);
      expect(await store.loadItem("t", "i", ADA)).toStrictEqual(winner);
      expect(await store.replaceItem("t", winner, item("i", "next"), ADA)).toBe(true);
      await store.deleteThreadItem("t", "i", ADA);
      const late = store.replaceItem("t", known, item("i", "late"), ADA);
      await expect(late).rejects.toMatchObject(NOT_FOUND);
    });

    it("are not found where there are none", async () => {
      await expect(store.loadItem("t", "i", ADA)).rejects.toMatchObject(NOT_FOUND);
      await expect(store.deleteItemsAfter("t", "i", ADA)).rejects.toMatchObject(NOT_FOUND);
      const query = { ...all, after: "i" };
      await expect(store.loadThreadItems("t", query, ADA)).rejects.toMatchObject(NOT_FOUND);
      await store.deleteThreadItem("t", "i", ADA);
    });

    it("of one id belong to their threads", async () => {
      await store.saveThread(thread("u"), ADA);
      await store.addThreadItem("t", item("i", "of t"), ADA);
      await store.addThreadItem("u", item("i", "of u", "u"), ADA);
      await store.deleteThreadItem("u", "i", ADA);
      expect(await store.loadItem("t", "i", ADA)).toMatchObject({ content: "of t" });
      await expect(store.loadItem("u", "i", ADA)).rejects.toMatchObject(NOT_FOUND);
      const query = { ...all, after: "i" };
      await expect(store.loadThreadItems("u", query, ADA)).rejects.toMatchObject(NOT_FOUND);
    });

    it("are forgotten from one on", async () => {
      for (const id of ["a", "b", "c", "d"]) await store.addThreadItem("t", item(id), ADA);
      await store.deleteItemsAfter("t", "b", ADA);
      expect(ids(await store.loadThreadItems("t", all, ADA))).toEqual(["a", "b"]);
      await store.deleteItemsAfter("t", "b", ADA);
      await store.addThreadItem("t", item("c"), ADA);
      expect(ids(await store.loadThreadItems("t", all, ADA))).toEqual(["a", "b", "c"]);
    });

    it("come in pages of a sensible size", async () => {
      for (let n = 0; n < 102; n++) await store.addThreadItem("t", item(`i${n}`), ADA);
      const sizes = [0, -1, 1, 2.5, 100, 1_000_000].map(async (limit) => {
        const page = await store.loadThreadItems("t", { limit, order: "asc" }, ADA);
        return page.data.length;
      });
      expect(await Promise.all(sizes)).toEqual([1, 1, 1, 2, 100, 100]);
    });

    it("with names that no item has are not found, rather than a failure", async () => {
      for (const name of [
        "",
        "\u0000",
        "i\u0000",
        "\ud800",
        "'; DROP TABLE items",
        "x".repeat(1e6),
      ]) {
        const query = { ...all, after: name };
        await expect(store.loadItem("t", name, ADA)).rejects.toMatchObject(NOT_FOUND);
        await expect(store.loadThreadItems("t", query, ADA)).rejects.toMatchObject(NOT_FOUND);
        await expect(store.loadThread(name, ADA)).rejects.toMatchObject(NOT_FOUND);
        await expect(store.loadAttachment(name, ADA)).rejects.toMatchObject(NOT_FOUND);
        await expect(files.read(name)).rejects.toMatchObject(NOT_FOUND);
        const feedback = store.saveFeedback("t", [name], "positive", ADA);
        await expect(feedback).rejects.toMatchObject(NOT_FOUND);
      }
    });
  });

  describe("pages", () => {
    // What happens between two pages: items are added, and those at some positions are deleted.
    const changes = fc.array(
      fc.record({
        added: fc.nat(3),
        deleted: fc.array(fc.nat(30), { maxLength: 3 }),
        replaced: fc.array(fc.nat(30), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    );

    it("skip and repeat nothing, whatever is added and deleted between them", async () => {
      let runs = 0;
      const property = async (
        order: "asc" | "desc",
        limit: number,
        count: number,
        steps: { added: number; deleted: number[]; replaced: number[] }[],
      ) => {
        const threadId = `thread-${runs++}`;
        await store.saveThread(thread(threadId), ADA);
        let next = 0;
        const model: string[] = [];
        const add = async () => {
          const id = `i${next++}`;
          model.push(id);
          await store.addThreadItem(threadId, item(id, "x", threadId), ADA);
        };
        for (let n = 0; n < count; n++) await add();

        const seen: string[] = [];
        let after: string | undefined;
        for (let page = 0; ; page++) {
          const read = await store.loadThreadItems(threadId, { limit, order, after }, ADA);
          const ordered = order === "asc" ? model : model.toReversed();
          const rest = ordered.slice(after === undefined ? 0 : ordered.indexOf(after) + 1);
          expect(ids(read)).toEqual(rest.slice(0, limit));
          expect(read.has_more).toBe(rest.length > limit);
          expect(read.after).toBe(read.has_more ? read.data.at(-1)?.id : undefined);
          seen.push(...ids(read));
          if (!read.has_more) break;
          after = read.after;
          const step = steps[page];
          for (let n = 0; n < (step?.added ?? 0); n++) await add();
          for (const position of step?.replaced ?? []) {
            const id = model[position];
            if (id) await store.saveItem(threadId, item(id, "new", threadId), ADA);
          }
          for (const position of step?.deleted ?? []) {
            const id = model[position];
            // A page after an item that is gone is not found, which is shown elsewhere.
            if (!id || id === after) continue;
            model.splice(position, 1);
            await store.deleteThreadItem(threadId, id, ADA);
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
        const unseen = model.filter((id) => !seen.includes(id));
        // Only what is new can be missed, and only by who reads backwards.
        const isNew = (id: string) => order === "desc" && Number(id.slice(1)) >= count;
        expect(unseen.filter((id) => !isNew(id))).toEqual([]);
      };
      const orders = fc.constantFrom<"asc" | "desc">("asc", "desc");
      await fc.assert(
        fc.asyncProperty(orders, fc.integer({ min: 1, max: 7 }), fc.nat(25), changes, property),
        { numRuns: 60 },
      );
    }, 60_000);

    it("begin nowhere after an item that is gone", async () => {
      await store.saveThread(thread("t"), ADA);
      for (const id of ["a", "b", "c"]) await store.addThreadItem("t", item(id), ADA);
      await store.deleteThreadItem("t", "b", ADA);
      const query = { ...all, after: "b" };
      await expect(store.loadThreadItems("t", query, ADA)).rejects.toMatchObject(NOT_FOUND);
    });

    it("end with the last item", async () => {
      await store.saveThread(thread("t"), ADA);
      await store.addThreadItem("t", item("a"), ADA);
      const page = await store.loadThreadItems("t", { ...all, after: "a" }, ADA);
      expect(page).toStrictEqual({ data: [], has_more: false });
    });
  });

  describe("attachments", () => {
    it("are kept whole, replaced, counted and forgotten", async () => {
      const whole = attachment("a", {
        name: "\u0000.png",
        upload_descriptor: { url: "https://example.com/", method: "POST", headers: { a: "b" } },
        metadata: { size: 2 ** 31 },
      });
      await store.saveAttachment(whole, ADA);
      expect(await store.loadAttachment("a", ADA)).toStrictEqual(whole);
      await store.saveAttachment(attachment("b", { metadata: {} }), ADA);
      const { metadata: _none, ...bare } = attachment("c");
      await store.saveAttachment(bare, ADA);
      expect(await store.attachmentBytes(ADA)).toBe(2 ** 31);
      await store.saveAttachment(attachment("a"), ADA);
      expect(await store.attachmentBytes(ADA)).toBe(3);
      await store.deleteAttachment("a", ADA);
      await store.deleteAttachment("a", ADA);
      expect(await store.attachmentBytes(ADA)).toBe(0);
      await expect(store.loadAttachment("a", ADA)).rejects.toMatchObject(NOT_FOUND);
    });

    it("that were never sent are forgotten after a day, with their bytes", async () => {
      await store.saveThread(thread("t"), ADA);
      for (const id of ["old", "sent"]) {
        await store.saveAttachment(attachment(id), ADA);
        await files.write(id, Buffer.from("abc"));
      }
      await store.saveAttachment(attachment("sent", { thread_id: "t" }), ADA);
      await place.letPass(25 * HOUR);
      await store.saveAttachment(attachment("new"), ADA);
      await files.write("new", Buffer.from("abc"));
      expect(await store.loadAttachment("old", ADA)).toMatchObject({ id: "old" });
      vi.advanceTimersByTime(HOUR);
      await vi.waitFor(() => expect(files.read("old")).rejects.toMatchObject(NOT_FOUND), 5_000);
      await expect(store.loadAttachment("old", ADA)).rejects.toMatchObject(NOT_FOUND);
      for (const id of ["new", "sent"]) {
        expect(await store.loadAttachment(id, ADA)).toMatchObject({ id });
        expect(Buffer.from(await files.read(id)).toString()).toBe("abc");
      }
    });
  });

  describe("files", () => {
    it("are kept byte for byte, replaced and forgotten", async () => {
      const data = Uint8Array.from({ length: 300_000 }, (_, n) => n % 256);
      await files.write("a", data);
      expect(Buffer.compare(await files.read("a"), data)).toBe(0);
      await files.write("a", data.subarray(1, 3));
      data.fill(0);
      expect([...(await files.read("a"))]).toEqual([1, 2]);
      await files.delete("a");
      await files.delete("a");
      await expect(files.read("a")).rejects.toMatchObject(NOT_FOUND);
    });

    it("lie nowhere else", async () => {
      for (const name of ["../chat.sqlite", "/etc/passwd", "..", "."]) {
        await expect(files.read(name)).rejects.toMatchObject(NOT_FOUND);
      }
    });
  });

  describe("feedback", () => {
    beforeEach(async () => {
      await store.saveThread(thread("t"), ADA);
      for (const id of ["a", "b"]) await store.addThreadItem("t", item(id), ADA);
    });

    it("is taken for several items, and again", async () => {
      await store.saveFeedback("t", ["a", "b", "a"], "positive", ADA);
      await store.saveFeedback("t", ["b"], "negative", ADA);
      await store.saveFeedback("t", [], "negative", ADA);
    });

    it("on what is not there is refused", async () => {
      const feedback = store.saveFeedback("t", ["a", "gone"], "positive", ADA);
      await expect(feedback).rejects.toMatchObject(NOT_FOUND);
    });
  });

  describe("turns", () => {
    it("run from their beginning to their end", async () => {
      expect(await store.runningTurns("t", ADA)).toEqual([]);
      await store.beginTurn({ id: "one", threadId: "t" }, ADA);
      await store.beginTurn({ id: "two", threadId: "u" }, ADA);
      expect(await store.runningTurns("t", ADA)).toEqual(["one"]);
      expect(await store.keepTurn("one", ADA)).toBe("running");
      await store.endTurn("one", ADA);
      expect(await store.runningTurns("t", ADA)).toEqual([]);
      expect(await store.keepTurn("two", ADA)).toBe("running");
    });

    it("are asked to stop, and run until they have", async () => {
      await store.beginTurn({ id: "one", threadId: "t" }, ADA);
      await store.stopTurn("one", ADA);
      await store.stopTurn("one", ADA);
      expect(await store.keepTurn("one", ADA)).toBe("stopping");
      expect(await store.runningTurns("t", ADA)).toEqual(["one"]);
    });

    it("can be stopped before they begin", async () => {
      await store.stopTurn("one", ADA);
      expect(await store.runningTurns("t", ADA)).toEqual([]);
      await store.beginTurn({ id: "one", threadId: "t" }, ADA);
      expect(await store.keepTurn("one", ADA)).toBe("stopping");
    });

    it("that never began are not waited for", async () => {
      await store.stopTurn("late", ADA);
      await place.letPass(16 * SECOND);
      await store.stopTurn("soon", ADA);
      for (const id of ["late", "soon"]) await store.beginTurn({ id, threadId: "t" }, ADA);
      expect(await store.keepTurn("late", ADA)).toBe("running");
      expect(await store.keepTurn("soon", ADA)).toBe("stopping");
    });

    it("no longer run when nothing was heard of them for a while", async () => {
      await store.beginTurn({ id: "one", threadId: "t" }, ADA);
      await place.letPass(14 * SECOND);
      expect(await store.runningTurns("t", ADA)).toEqual(["one"]);
      await store.keepTurn("one", ADA);
      await place.letPass(14 * SECOND);
      expect(await store.runningTurns("t", ADA)).toEqual(["one"]);
      await place.letPass(2 * SECOND);
      expect(await store.runningTurns("t", ADA)).toEqual([]);
    });

    it("whose end nobody told are forgotten after a day", async () => {
      await store.beginTurn({ id: "one", threadId: "t" }, ADA);
      await store.saveAttachment(attachment("old"), ADA);
      await place.letPass(25 * HOUR);
      await store.beginTurn({ id: "two", threadId: "t" }, ADA);
      vi.advanceTimersByTime(HOUR);
      const old = () => store.loadAttachment("old", ADA);
      await vi.waitFor(() => expect(old()).rejects.toMatchObject(NOT_FOUND), 5_000);
      expect(await store.keepTurn("one", ADA)).toBe("stopping");
      expect(await store.keepTurn("two", ADA)).toBe("running");
    });
  });

  describe("what belongs to somebody else", () => {
    /** One use of each method with Ada's names; what it may answer to a stranger. */
    const uses: Record<
      Exclude<keyof Store, "description" | "close">,
      { use: (owner: Owner) => Promise<unknown>; answer: unknown }
    > = {
      loadThread: { use: (owner) => store.loadThread("t", owner), answer: NOT_FOUND },
      saveThread: {
        use: (owner) => store.saveThread(thread("t", { title: "Mine" }), owner),
        answer: undefined,
      },
      replaceThread: {
        use: (owner) =>
          store.replaceThread(
            thread("t", { title: "Ada's" }),
            thread("t", { title: "Mine" }),
            owner,
          ),
        answer: NOT_FOUND,
      },
      loadThreads: {
        use: (owner) => store.loadThreads(all, owner),
        answer: { data: [], has_more: false },
      },
      deleteThread: { use: (owner) => store.deleteThread("t", owner), answer: NOT_FOUND },
      loadThreadItems: {
        use: (owner) => store.loadThreadItems("t", all, owner),
        answer: NOT_FOUND,
      },
      addThreadItem: {
        use: (owner) => store.addThreadItem("t", item("i", "mine"), owner),
        answer: NOT_FOUND,
      },
      replaceItem: {
        use: (owner) => store.replaceItem("t", item("i"), item("i", "mine"), owner),
        answer: NOT_FOUND,
      },
      saveItem: {
        use: (owner) => store.saveItem("t", item("i", "mine"), owner),
        answer: NOT_FOUND,
      },
      loadItem: { use: (owner) => store.loadItem("t", "i", owner), answer: NOT_FOUND },
      deleteThreadItem: {
        use: (owner) => store.deleteThreadItem("t", "i", owner),
        answer: undefined,
      },
      deleteItemsAfter: {
        use: (owner) => store.deleteItemsAfter("t", "i", owner),
        answer: NOT_FOUND,
      },
      saveAttachment: {
        use: (owner) => store.saveAttachment(attachment("a", { name: "mine" }), owner),
        answer: undefined,
      },
      loadAttachment: { use: (owner) => store.loadAttachment("a", owner), answer: NOT_FOUND },
      deleteAttachment: { use: (owner) => store.deleteAttachment("a", owner), answer: undefined },
      attachmentBytes: { use: (owner) => store.attachmentBytes(owner), answer: 0 },
      saveFeedback: {
        use: (owner) => store.saveFeedback("t", ["i"], "positive", owner),
        answer: NOT_FOUND,
      },
      beginTurn: {
        use: (owner) => store.beginTurn({ id: "turn", threadId: "t" }, owner),
        answer: undefined,
      },
      keepTurn: { use: (owner) => store.keepTurn("turn", owner), answer: "stopping" },
      stopTurn: { use: (owner) => store.stopTurn("turn", owner), answer: undefined },
      runningTurns: { use: (owner) => store.runningTurns("t", owner), answer: [] },
      endTurn: { use: (owner) => store.endTurn("turn", owner), answer: undefined },
    };

    const adas = async () => ({
      threads: await store.loadThreads(all, ADA),
      items: await store.loadThreadItems("t", all, ADA),
      attachment: await store.loadAttachment("a", ADA),
      bytes: await store.attachmentBytes(ADA),
      turns: await store.runningTurns("t", ADA),
      turn: await store.keepTurn("turn", ADA),
    });

    it.each(Object.entries(uses))(
      "is neither seen nor changed by %s",
      async (_name, { use, answer }) => {
        await store.saveThread(thread("t", { title: "Ada's" }), ADA);
        for (const id of ["i", "j"]) await store.addThreadItem("t", item(id, "Ada's"), ADA);
        await store.saveAttachment(attachment("a", { thread_id: "t" }), ADA);
        await store.beginTurn({ id: "turn", threadId: "t" }, ADA);
        const before = await adas();
        expect(before.items.data).toHaveLength(2);

        const answered = await use(BOB).catch(({ name }: Error) => ({ name }));
        expect(answered).toEqual(answer);
        expect(await adas()).toEqual(before);
        // Whatever is Bob's now goes without a trace at Ada's.
        await store.deleteThread("t", BOB).catch(() => {});
        expect(await adas()).toEqual(before);
      },
    );
  });
}
