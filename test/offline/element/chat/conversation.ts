import type { ChatKitOptions } from "@openai/chatkit";
import { onTestFinished, vi } from "vitest";
import { createChat, type ElementChat } from "../../../../src/offline/element/chat/create-chat.ts";
import type { Emit } from "../../../../src/offline/element/chat/events.ts";
import {
  createChat as createServerChat,
  type Handlers,
  ORIGIN,
  type Chat as ServerChat,
  type User,
  until,
} from "../../../chatkit/protocol/helpers/chat.ts";

export type { Handlers } from "../../../chatkit/protocol/helpers/chat.ts";
export { said } from "../../../chatkit/protocol/helpers/chat.ts";

/** What the element asked the server for. */
export interface Asked {
  readonly type: string;
  readonly params: Record<string, unknown>;
  readonly headers: Headers;
}

/** The chat of an element, outside of a browser, with the real protocol server behind. */
export interface Conversation {
  readonly chat: ElementChat;
  readonly server: ServerChat;
  readonly user: User;
  readonly asked: readonly Asked[];
  /** The element's events, as `name` and what they carry. */
  readonly events: readonly (readonly [name: string, detail: unknown])[];
  /** The names of events, without `chatkit.`. */
  names(): string[];
  errors(): string[];
}

export interface ConversationOptions {
  readonly handlers?: Partial<Handlers>;
  readonly options?: Partial<ChatKitOptions>;
  /** Stands between the element and the server. */
  readonly intercept?: (
    send: (request: Request) => Promise<Response>,
    request: Request,
  ) => Promise<Response>;
  /** False to begin later. */
  readonly starts?: boolean;
}

/** Begins a chat with its own server, which ends with the test; it is ready then. */
export async function converse({
  handlers = {},
  options = {},
  intercept = (send, request) => send(request),
  starts = true,
}: ConversationOptions = {}): Promise<Conversation> {
  // Node 20 has none.
  vi.stubGlobal("navigator", { language: "en-US" });
  const server = createServerChat({ handlers });
  const user = server.user("somebody");
  const asked: Asked[] = [];
  const events: [string, unknown][] = [];
  const emit: Emit = (name, ...[detail]) => events.push([name, detail]);
  const chat = createChat({ emit, base: `${ORIGIN}/__chatkit/offline/` });
  const send = (request: Request) => server.server.handle(request, user.context);
  const request: typeof fetch = async (input, init) => {
    const sent = new Request(new URL(String(input), ORIGIN), init);
    const { type, params } = JSON.parse(String(init?.body));
    asked.push({ type, params, headers: sent.headers });
    return intercept(send, sent);
  };
  chat.setOptions({
    api: { url: "/chatkit", domainKey: "local-dev", fetch: request },
    ...options,
  });
  if (starts) chat.start();
  onTestFinished(() => {
    chat.end();
    vi.unstubAllGlobals();
  });
  if (starts) await until(() => events.some(([name]) => name === "chatkit.ready"));
  return {
    chat,
    server,
    user,
    asked,
    events,
    names: () => events.map(([name]) => name.replace("chatkit.", "")),
    errors: () =>
      events
        .filter(([name]) => name === "chatkit.error")
        .map(([, detail]) => (detail as { error: Error }).error.message),
  };
}

/** A message as a page sends it. */
export function message(text: string) {
  return { content: [{ type: "input_text" as const, text }], attachments: [] };
}

/** What is on screen, in short: who, and the words. */
export function shown({ chat }: Conversation): string[] {
  return chat.state.items.map((item) => {
    if (item.type === "user_message")
      return `You: ${item.content.map(({ text }) => text).join("")}`;
    if (item.type === "assistant_message") {
      return `Assistant: ${item.content.map(({ text }) => text).join("")}`;
    }
    return item.type;
  });
}
