import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StandIn, startStandIn } from "../api/stand-in.ts";
import { openConversation, readEvents } from "./conversation.ts";

/** What an app of somebody's own may script for its workflow. */
const FIXTURES = {
  fixtures: [
    {
      match: { text: "open the door" },
      answer: {
        progress: { text: "Looking for the key" },
        toolCalls: [{ name: "open_door", arguments: { door: "front" } }],
      },
    },
    {
      match: { toolResult: { name: "open_door", text: "open" } },
      answer: {
        text: "It is open.",
        widget: { type: "Card", children: [{ type: "Badge", label: "Open" }] },
      },
    },
  ],
};

let cwd: string;
let standIn: StandIn;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "own-fixtures-"));
  mkdirSync(join(cwd, "chatkit/fixtures"), { recursive: true });
  writeFileSync(join(cwd, "chatkit/fixtures/doors.json"), JSON.stringify(FIXTURES));
  standIn = await startStandIn(null, { cwd, strict: true });
});
afterAll(async () => {
  await standIn.close();
  rmSync(cwd, { recursive: true });
});

test("an app's own scripts call tools of its page that nobody declared", async () => {
  const chat = await openConversation(standIn);
  const { events, threadId } = await chat.begin("Please open the door");
  expect(events.find(({ type }) => type === "progress_update")).toMatchObject({
    text: "Looking for the key",
  });
  expect(events.at(-1)).toMatchObject({
    item: { type: "client_tool_call", name: "open_door", arguments: { door: "front" } },
  });
  const after = await readEvents(
    await chat.ask("threads.add_client_tool_output", {
      thread_id: threadId,
      result: { state: "open" },
    }),
  );
  const items = after.flatMap((event) => (event.type === "thread.item.done" ? [event.item] : []));
  expect(items).toMatchObject([
    { type: "assistant_message", content: [{ text: "It is open." }] },
    { type: "widget", widget: { children: [{ label: "Open" }] } },
  ]);
  expect(standIn.warnings).toEqual([]);
  expect(standIn.unmatched()).toEqual([]);
});

test("what no script matches is told to the person who chats, and counted", async () => {
  const chat = await openConversation(standIn);
  const { events } = await chat.begin("Explain the zebra crossing of Utrecht.");
  expect(events.find(({ type }) => type === "error")).toMatchObject({
    code: "custom",
    message: expect.stringContaining("zebra"),
    allow_retry: false,
  });
  expect(standIn.unmatched()).toEqual([expect.stringContaining("zebra")]);
});
