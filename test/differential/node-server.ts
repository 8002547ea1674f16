import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import {
  CustomStreamError,
  NotFoundError,
  StreamError,
} from "../../templates/+self-hosted+node/server/chatkit/errors.ts";
import { newId } from "../../templates/+self-hosted+node/server/chatkit/ids.ts";
import { createMemoryStore } from "../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import {
  type ChatKitHandlers,
  createChatKitServer,
} from "../../templates/+self-hosted+node/server/chatkit/server.ts";
import type {
  AttachmentStore,
  Owner,
  Store,
} from "../../templates/+self-hosted+node/server/chatkit/store.ts";
import type {
  FeedbackKind,
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
} from "../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { WidgetRoot } from "../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { streamWidget } from "../../templates/+self-hosted+node/server/chatkit/widgets/stream.ts";
import { answerWithAgent } from "./agents-under-test.ts";
import type { ScenarioEvent, ScenarioItem, Step } from "./scenario.ts";

/** The user of a request, and what its handler is to do. */
export interface Context extends Owner {
  readonly steps: readonly Step[];
  readonly allowCancel: boolean;
}

interface Given {
  readonly thread: ThreadMetadata;
  readonly context: Context;
  readonly signal: AbortSignal;
  /** What the handler was given besides, as Python's handler names it. */
  readonly more: object;
}

const FILES = "https://files.example";

/** Starts our server, whose handlers do what the requests tell them. */
export async function startNode(
  modelUrl: string,
): Promise<{ origin: string; failures: readonly unknown[]; close(): Promise<void> }> {
  const store = createMemoryStore();
  const failures: unknown[] = [];
  const onError = (error: unknown) => failures.push(error);
  const handlers = scriptedHandlers(store, modelUrl);
  const { respond } = handlers;
  const servers = {
    full: createChatKitServer<Context>({ store, attachments: uploads, handlers, onError }),
    bare: createChatKitServer<Context>({ store, handlers: { respond }, onError }),
  };
  const app = new Hono()
    .post("/:server/chatkit", async (c) => {
      const body = await c.req.arrayBuffer();
      const { url, method, headers, signal } = c.req.raw;
      const request = new Request(url, { method, headers, body, signal });
      const server = c.req.param("server") === "bare" ? servers.bare : servers.full;
      return server.handle(request, readContext(c.req.header("x-user") ?? "", body));
    })
    .get("/stored/:thread", async (c) => {
      const owner = { userId: c.req.header("x-user") ?? "" };
      const id = c.req.param("thread");
      try {
        const thread = await store.loadThread(id, owner);
        const query = { limit: 100, order: "asc" } as const;
        const items = await store.loadThreadItems(id, query, owner);
        return c.json({ thread, items: items.data } as object);
      } catch (error) {
        if (error instanceof NotFoundError) return c.json({}, 404);
        throw error;
      }
    })
    .post("/uploaded/:attachment", async (c) => {
      const owner = { userId: c.req.header("x-user") ?? "" };
      const loaded = await store.loadAttachment(c.req.param("attachment"), owner);
      const { upload_descriptor: _, ...attachment } = loaded;
      await store.saveAttachment(attachment, owner);
      return c.json({});
    })
    .onError((error, c) => c.json({ error: { code: "raised", message: error.name } }, 500));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve({
        origin: `http://127.0.0.1:${port}`,
        failures,
        close: async () => {
          await Promise.all([servers.full.close(), servers.bare.close()]);
          await new Promise((closed) => server.close(closed));
        },
      }),
    );
  });
}

function readContext(userId: string, body: ArrayBuffer): Context {
  const none = { userId, steps: [], allowCancel: true };
  try {
    const { metadata } = JSON.parse(new TextDecoder().decode(body));
    return {
      userId,
      steps: metadata.steps ?? [],
      allowCancel: metadata.allow_cancel ?? true,
    };
  } catch {
    return none;
  }
}

function scriptedHandlers(
  store: Store,
  modelUrl: string,
): Required<Omit<ChatKitHandlers<Context>, "streamCancelled">> {
  const heard = new Map<string, { items: readonly string[]; kind: FeedbackKind }[]>();

  async function* play(given: Given): AsyncGenerator<ThreadStreamEvent> {
    const { thread, context, signal } = given;
    for (const step of context.steps) {
      if ("agent" in step)
        yield* answerWithAgent({ step, thread, store, context, signal, modelUrl });
      else if ("tell" in step && step.tell === "feedback")
        yield effect("feedback", { heard: heard.get(thread.id) ?? [] });
      else yield* playStep(step, given);
    }
  }

  return {
    respond: ({ thread, message, context, signal }) =>
      play({ thread, context, signal, more: { message } }),
    action: ({ thread, action, sender, context, signal }) =>
      play({ thread, context, signal, more: { action, sender } }),
    async syncAction({ thread, action, sender, context }) {
      for (const step of context.steps) {
        if ("throw" in step) fail(step);
        if ("item" in step) return { updatedItem: place(step.item, thread) };
        if ("given" in step) {
          const told = { thread, action, ...(sender && { sender }) };
          const call = { type: "client_tool_call", id: "given", call_id: "given" } as const;
          const item = { ...call, name: "given", status: "pending", arguments: told } as const;
          return { updatedItem: place(item, thread) };
        }
      }
      return {};
    },
    async addFeedback({ threadId, itemIds, kind, context }) {
      for (const step of context.steps) if ("throw" in step) fail(step);
      await store.loadThread(threadId, context);
      heard.set(threadId, [...(heard.get(threadId) ?? []), { items: itemIds, kind }]);
    },
    async transcribe({ audio, context }) {
      for (const step of context.steps) if ("throw" in step) fail(step);
      const hex = Buffer.from(audio.data).toString("hex");
      return { text: [audio.mimeType, audio.mediaType, hex].join(" ") };
    },
    streamOptions: ({ context }) => ({ allow_cancel: context.allowCancel }),
  };
}

async function* playStep(step: Step, given: Given): AsyncGenerator<ThreadStreamEvent> {
  const { thread, signal, more } = given;
  if ("yield" in step) yield placeEvent(step.yield, thread);
  else if ("throw" in step) fail(step);
  else if ("thread" in step) Object.assign(thread, step.thread);
  else if ("widget" in step)
    yield* streamWidget({ thread, widget: step.widget as WidgetRoot, copyText: step.copy_text });
  else if ("states" in step)
    yield* streamWidget({ thread, widget: statesOf(step.states), copyText: step.copy_text });
  else if ("hang" in step) await aborted(signal);
  else if ("pause" in step) await sleep(20);
  else if ("tell" in step) yield effect("given", { thread, ...withoutNull(more) });
  else throw new Error(`Unknown step: ${JSON.stringify(step)}`);
}

const effect = (name: string, data: Record<string, unknown>): ThreadStreamEvent => ({
  type: "client_effect",
  name,
  data: structuredClone(data),
});

const withoutNull = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== null));

async function* statesOf(states: readonly object[]): AsyncGenerator<WidgetRoot> {
  for (const state of states) yield structuredClone(state) as WidgetRoot;
}

/** What a model call does: it ends with an error when it is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
}

function fail(step: Extract<Step, { throw: string }>): never {
  const retry = step.allow_retry === undefined ? {} : { allowRetry: step.allow_retry };
  if (step.throw === "custom") throw new CustomStreamError(step.message ?? "", retry);
  if (step.throw === "stream") throw new StreamError(retry);
  throw new Error("A handler failed.");
}

/** Adds thread and time to an item. */
function place(item: ScenarioItem, thread: ThreadMetadata): ThreadItem {
  return {
    thread_id: thread.id,
    created_at: new Date().toISOString(),
    ...structuredClone(item),
  } as ThreadItem;
}

function placeEvent(event: ScenarioEvent, thread: ThreadMetadata): ThreadStreamEvent {
  const copy = structuredClone(event);
  return ("item" in copy ? { ...copy, item: place(copy.item, thread) } : copy) as ThreadStreamEvent;
}

/** Tells where bytes would go; nothing here takes them. */
const uploads: AttachmentStore<Context> = {
  async createAttachment({ name, size, mime_type }) {
    const id = newId("attachment");
    const url = `${FILES}/upload/${id}`;
    const upload_descriptor = {
      url,
      method: "PUT",
      headers: { "X-Size": String(size) },
    } as const;
    const common = { id, name, mime_type, upload_descriptor, metadata: { size } };
    if (!mime_type.startsWith("image/")) return { type: "file", ...common };
    return { type: "image", ...common, preview_url: `${FILES}/preview/${id}` };
  },
  async deleteAttachment() {},
  present: (attachment) => attachment,
};
