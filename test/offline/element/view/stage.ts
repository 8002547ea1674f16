import type { ThreadStreamEvent } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Handlers } from "../serve-element.ts";
import { done, type Part } from "./conversation.ts";

/** An answer that a test directs, event by event. */
export interface Stage {
  readonly respond: Handlers["respond"];
  /** The thread of the answer, once one is asked for. */
  readonly threadId: Promise<string>;
  tell(event: ThreadStreamEvent): void;
  /** Shows an item and keeps it. */
  show(part: Part): Promise<void>;
  /** Begins a message of the assistant; what it returns adds to its text. */
  write(id: string): Promise<(text: string) => void>;
  end(): void;
}

/** Sets a stage for one answer at a time. */
export function stage(): Stage {
  let began = (_threadId: string) => {};
  const threadId = new Promise<string>((resolve) => {
    began = resolve;
  });
  let events: ThreadStreamEvent[] = [];
  let isOver = false;
  let wake = () => {};
  const tell = (event: ThreadStreamEvent) => {
    events.push(event);
    wake();
  };
  return {
    threadId,
    tell,
    show: async (part) => tell(done(await threadId, part)),
    write: async (id) => {
      const thread_id = await threadId;
      const created_at = new Date().toISOString();
      tell({
        type: "thread.item.added",
        item: { type: "assistant_message", id, thread_id, created_at, content: [] },
      });
      tell({
        type: "thread.item.updated",
        item_id: id,
        update: {
          type: "assistant_message.content_part.added",
          content_index: 0,
          content: { type: "output_text", text: "", annotations: [] },
        },
      });
      return (delta) =>
        tell({
          type: "thread.item.updated",
          item_id: id,
          update: { type: "assistant_message.content_part.text_delta", content_index: 0, delta },
        });
    },
    end: () => {
      isOver = true;
      wake();
    },
    respond: async function* ({ thread }) {
      began(thread.id);
      for (;;) {
        const now = events;
        events = [];
        yield* now;
        if (events.length > 0) continue;
        if (isOver) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      isOver = false;
    },
  };
}
