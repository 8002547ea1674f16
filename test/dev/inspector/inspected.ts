import type { IncomingMessage } from "node:http";
import { createEventLog, type EventLog } from "../../../src/dev/event-log.ts";
import type { Exchange, SeenEvent, SeenSession } from "../../../src/dev/events.ts";
import { createInspector, type InspectorOptions } from "../../../src/dev/inspector/inspector.ts";
import { eventFaults } from "../../../src/dev/schema/faults.ts";
import { type LocalServer, listen, readBody } from "../../helpers/http.ts";

/** A request that reached the app behind the inspector. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An inspector on a real server, with an app beside it that answers everything with 200. */
export interface Inspected {
  readonly origin: string;
  /** The terminal's link. */
  readonly link: string;
  readonly log: EventLog;
  readonly asked: readonly Asked[];
  /** How many pages listen now. */
  listeners(): number;
  /** Ends the live connections, as a run that ends does. */
  endRun(): void;
  close(): Promise<void>;
}

/** Serves an inspector; `mint` and `info` where they matter to a test. */
export async function inspected(
  options: Partial<Pick<InspectorOptions, "mint" | "info">> = {},
): Promise<Inspected> {
  const log = createEventLog();
  const asked: Asked[] = [];
  let server: LocalServer | null = null;
  const inspector = createInspector({
    log,
    origin: () => server?.origin ?? "",
    info: () => ({
      appName: "shop",
      backend: "self-hosted",
      target: "http://localhost:5173",
      key: "sk-…3f9a, OPENAI_API_KEY in .env",
      note: null,
    }),
    ...options,
  });
  let listeners = 0;
  server = await listen(async (request, response) => {
    if (request.url === "/__chatkit/events") {
      listeners += 1;
      response.on("close", () => {
        listeners -= 1;
      });
    }
    if (inspector.handle(request, response)) return;
    const { method = "", url = "", headers } = request;
    asked.push({ method, url, headers, body: (await readBody(request)).toString() });
    response.setHeader("Set-Cookie", "shop_token=abc; Path=/; HttpOnly");
    response.end("An app");
  });
  const { origin, close } = server;
  return {
    origin,
    link: origin + inspector.path,
    log,
    asked,
    listeners: () => listeners,
    endRun: () => inspector.close(),
    close: async () => {
      inspector.close();
      await close();
    },
  };
}

const MESSAGE = {
  type: "threads.add_user_message",
  params: {
    thread_id: "thr_1",
    input: {
      content: [{ type: "input_text", text: "What's in the box?" }],
      attachments: [],
      inference_options: {},
    },
  },
};

/** A request for an answer that is streamed, as it is when nothing has been answered yet. */
export function exchange(more: Partial<Exchange> = {}): Exchange {
  const text = JSON.stringify(MESSAGE);
  return {
    id: "x1",
    kind: "protocol",
    method: "POST",
    path: "/chatkit",
    startedAt: Date.now(),
    operation: "threads.add_user_message",
    threadId: "thr_1",
    itemIds: [],
    request: {
      headers: { "content-type": "application/json", cookie: "shop_token=…" },
      body: { text, bytes: text.length, truncated: false },
      faults: [],
    },
    response: null,
    events: [],
    eventCount: 0,
    firstEventMs: null,
    endedMs: null,
    failure: null,
    ...more,
  };
}

/** The answer that a stream begins with. */
export const streamed: NonNullable<Exchange["response"]> = {
  status: 200,
  headers: { "content-type": "text/event-stream" },
  headersMs: 12,
  body: null,
  faults: [],
  streaming: true,
};

/** An answer in JSON. */
export function answered(
  body: unknown,
  more: Partial<NonNullable<Exchange["response"]>> = {},
): NonNullable<Exchange["response"]> {
  const text = JSON.stringify(body);
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    headersMs: 9,
    body: { text, bytes: text.length, truncated: false },
    faults: [],
    streaming: false,
    ...more,
  };
}

/** One event of a stream, with its faults. */
export function event(index: number, atMs: number, told: { type: string }): SeenEvent {
  return {
    index,
    atMs,
    type: told.type,
    data: JSON.stringify(told),
    itemId: null,
    faults: eventFaults(told),
  };
}

/** A delta of an assistant's message. */
export function delta(index: number, atMs: number, text: string): SeenEvent {
  const type = "assistant_message.content_part.text_delta";
  const update = { type, content_index: 0, delta: text };
  const told = { type: "thread.item.updated", item_id: "msg_2", update };
  return event(index, atMs, told);
}

/** A session that a page was given. */
export function session(more: Partial<SeenSession> = {}): SeenSession {
  return {
    id: "cksess_1",
    user: "user_1",
    workflow: "wf_1",
    mintedAt: Date.now(),
    expiresAt: Date.now() + 600_000,
    secret: "ek_…9f2c",
    cancelled: false,
    by: "page",
    ...more,
  };
}
