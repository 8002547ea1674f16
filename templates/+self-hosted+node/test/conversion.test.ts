import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { ThreadItem } from "../server/chatkit/types.ts";
import { chooseAttachments } from "../server/conversion.ts";
import { createSemaphore } from "../server/semaphore.ts";

/** A message with files of so many MiB, each named by its size. */
function message(id: string, ...sizes: number[]): ThreadItem {
  return {
    type: "user_message",
    id,
    thread_id: "thr_1",
    created_at: "2026-01-01T00:00:00Z",
    content: [],
    attachments: sizes.map((size) => ({
      type: "file",
      id: `${id}-${size}`,
      name: "a.pdf",
      mime_type: "application/pdf",
      metadata: { size: size * 1024 * 1024 },
    })),
    inference_options: {},
  };
}

it("reads the newest files, as far as they fit", () => {
  const history = [message("first", 9), message("second", 8, 3), message("third", 10)];
  const { ids, bytes } = chooseAttachments(history);
  expect([...ids]).toEqual(["third-10", "second-8"]);
  expect(bytes).toBe(18 * 1024 * 1024);
});

it("lets answers wait until there is room for what they hold", async () => {
  const semaphore = createSemaphore(5, 3);
  const entered: string[] = [];
  const enter = async (owner: string, size: number, signal = new AbortController().signal) => {
    const leave = await semaphore.acquire({ size, owner, signal });
    entered.push(owner);
    return leave;
  };
  const ada = await enter("ada", 2);
  const adaAgain = enter("ada", 2);
  const bob = await enter("bob", 3);
  const eve = enter("eve", 1);
  await turn();
  // Ada has had her part, and for Eve there is none left.
  expect(entered).toEqual(["ada", "bob"]);
  const stopped = AbortSignal.abort(new Error("stopped"));
  await expect(enter("eve", 1, stopped)).rejects.toThrow("stopped");
  bob();
  (await eve)();
  expect(entered).toEqual(["ada", "bob", "eve"]);
  ada();
  (await adaAgain)();
  expect(entered).toEqual(["ada", "bob", "eve", "ada"]);
});
