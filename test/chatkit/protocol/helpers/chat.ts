import { randomUUID } from "node:crypto";
import {
  type AttachmentContext,
  createAddresses,
} from "../../../../templates/+self-hosted+node/server/chatkit/attachments/addresses.ts";
import {
  type AttachmentLimits,
  type Attachments,
  createAttachments,
} from "../../../../templates/+self-hosted+node/server/chatkit/attachments/attachments.ts";
import {
  type AttachmentRoutes,
  createAttachmentRoutes,
} from "../../../../templates/+self-hosted+node/server/chatkit/attachments/routes.ts";
import {
  createMemoryFiles,
  createMemoryStore,
} from "../../../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import type { ChatKitRequest } from "../../../../templates/+self-hosted+node/server/chatkit/requests.ts";
import {
  type ChatKitHandlers,
  type ChatKitServer,
  type ChatKitServerConfig,
  createChatKitServer,
} from "../../../../templates/+self-hosted+node/server/chatkit/server.ts";
import type { Files, Store } from "../../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type {
  AssistantMessageItem,
  Thread,
  ThreadItem,
  ThreadStreamEvent,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

export type Handlers = ChatKitHandlers<AttachmentContext>;
export type RequestType = ChatKitRequest["type"];
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer
export type Json = any;

export const ORIGIN = "https://chat.example";
export const CDN = "https://cdn.platform.openai.com";
const ADDRESS = { secret: "s".repeat(32), audience: "test", path: "/api/attachments" };

/** A chat over memory, and what it reported. */
export interface Chat {
  readonly server: ChatKitServer<AttachmentContext>;
  readonly store: Store;
  readonly files: Files;
  readonly attachments: Attachments<AttachmentContext>;
  readonly routes: AttachmentRoutes<AttachmentContext>;
  /** What `onError` was told. */
  readonly errors: unknown[];
  user(userId?: string): User;
}

export function createChat(
  options: {
    readonly handlers?: Partial<Handlers>;
    readonly store?: Store;
    readonly attachmentLimits?: Partial<AttachmentLimits>;
  } & Pick<ChatKitServerConfig<AttachmentContext>, "admit" | "limits"> = {},
): Chat {
  const { handlers, store = createMemoryStore(), attachmentLimits, ...config } = options;
  const errors: unknown[] = [];
  const files = createMemoryFiles();
  const attachments = createAttachments<AttachmentContext>({
    ...ADDRESS,
    store,
    files,
    limits: attachmentLimits ?? {},
  });
  const server = createChatKitServer<AttachmentContext>({
    ...config,
    store,
    attachments,
    handlers: { respond: () => nothing(), ...handlers },
    onError: (error) => errors.push(error),
  });
  const routes = createAttachmentRoutes({ attachments, origins: [CDN] });
  return {
    server,
    store,
    files,
    attachments,
    routes,
    errors,
    user: (userId = randomUUID()) => new User(server, { userId, origin: ORIGIN }),
  };
}

export const addresses = createAddresses(ADDRESS);

/** Somebody who chats, through `Request` and `Response`. */
export class User {
  constructor(
    readonly server: ChatKitServer<AttachmentContext>,
    readonly context: AttachmentContext,
  ) {}

  send(body: unknown, init: RequestInit = {}): Promise<Response> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const request = new Request(`${ORIGIN}/chatkit`, { method: "POST", body: text, ...init });
    return this.server.handle(request, this.context);
  }

  /** Makes a request that is answered at once. */
  async ask(type: RequestType, params: object = {}): Promise<Json> {
    const response = await this.send({ type, params });
    if (!response.ok) {
      throw new Error(`${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  /** Makes a request that is refused. */
  async refusal(type: RequestType, params: object = {}): Promise<Json> {
    const response = await this.send({ type, params });
    const { error } = (await response.json()) as Json;
    return { status: response.status, ...error };
  }

  /** Makes a request that is answered with events. */
  async stream(type: RequestType, params: object = {}): Promise<ThreadStreamEvent[]> {
    const response = await this.send({ type, params });
    if (!response.ok) {
      throw new Error(`${response.status} ${await response.text()}`);
    }
    return readEvents(await response.text());
  }

  /** Begins a thread. */
  async begin(
    text = "Hi",
    attachments: string[] = [],
  ): Promise<{ threadId: string; events: ThreadStreamEvent[] }> {
    const events = await this.stream("threads.create", { input: message(text, attachments) });
    return { threadId: threadOf(events).id, events };
  }

  async items(threadId: string): Promise<ThreadItem[]> {
    const page = await this.ask("items.list", { thread_id: threadId, order: "asc", limit: 100 });
    return page.data;
  }
}

export function message(text = "Hi", attachments: string[] = []) {
  return { content: [{ type: "input_text", text }], attachments, inference_options: {} };
}

/** The events of a stream, each of which has to be framed as ChatKit's client wants it. */
export function readEvents(text: string): ThreadStreamEvent[] {
  const frames = text.split("\n\n");
  if (frames.pop() !== "") {
    throw new Error("The stream broke off in the middle of an event.");
  }
  return frames.map((frame) => {
    if (!/^data: \{.*\}$/.test(frame)) {
      throw new Error(`This is no frame: ${frame}`);
    }
    return JSON.parse(frame.slice("data: ".length)) as ThreadStreamEvent;
  });
}

export function threadOf(events: readonly ThreadStreamEvent[]): Thread {
  const [created] = events;
  if (created?.type !== "thread.created") {
    throw new Error(`The stream begins with ${created?.type}.`);
  }
  return created.thread;
}

export function types(events: readonly ThreadStreamEvent[]): string[] {
  return events.map(({ type }) => type);
}

export function ofType<Type extends ThreadStreamEvent["type"]>(
  events: readonly ThreadStreamEvent[],
  type: Type,
): Extract<ThreadStreamEvent, { type: Type }>[] {
  return events.filter(
    (event): event is Extract<ThreadStreamEvent, { type: Type }> => event.type === type,
  );
}

let count = 0;

/** A message of the assistant. */
export function said(threadId: string, text: string): AssistantMessageItem {
  count += 1;
  return {
    type: "assistant_message",
    id: `msg_said_${count}`,
    thread_id: threadId,
    created_at: new Date().toISOString(),
    content: [{ type: "output_text", text, annotations: [] }],
  };
}

export function delta(itemId: string, text: string): ThreadStreamEvent {
  return {
    type: "thread.item.updated",
    item_id: itemId,
    update: { type: "assistant_message.content_part.text_delta", content_index: 0, delta: text },
  };
}

export async function* nothing(): AsyncGenerator<ThreadStreamEvent> {}

/** Waits until something holds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) {
      throw new Error(`Still not so after ${milliseconds} ms: ${holds}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
