import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { createApp } from "../../server/app.ts";
import { createMemoryFiles, createMemoryStore } from "../../server/chatkit/memory-store.ts";
import { readEnvironment } from "../../server/environment.ts";
import { readSettings } from "../../server/settings.ts";
import { ScriptedModel } from "./model.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test that expects something else fails anyway.
export type Json = any;

/** The app and its model, each listening on a port of its own. */
export interface RunningApp {
  readonly model: ScriptedModel;
  /** Somebody with a browser of their own, and an identity. */
  person(): Promise<Person>;
  /** Somebody who has no identity. */
  stranger(): Person;
  close(): Promise<void>;
}

/** Starts the app as in development, with threads in memory. */
export async function startApp(variables: Record<string, string> = {}): Promise<RunningApp> {
  const model = await ScriptedModel.start();
  const shell = {
    OPENAI_API_KEY: "sk-test-0123456789",
    OPENAI_BASE_URL: model.baseUrl,
    CHATKIT_SECRET: "0123456789abcdef0123456789abcdef",
    ...variables,
  };
  const settings = readSettings(readEnvironment(shell, "/nowhere/.env"), "development");
  const { app, close } = await createApp(settings, async () => ({
    store: createMemoryStore(),
    files: createMemoryFiles(),
  }));
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () =>
      resolve(started),
    );
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    model,
    async person() {
      const person = new Person(origin);
      await person.fetch("/api/identity", { method: "POST" });
      return person;
    },
    stranger: () => new Person(origin),
    async close() {
      await close();
      await new Promise((resolve) => server.close(resolve));
      await model.close();
    },
  };
}

/** Somebody in front of the page. */
export class Person {
  readonly #cookies = new Map<string, string>();

  constructor(readonly origin: string) {}

  /** Sends a request as a browser does, cookies and all. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Cookie", [...this.#cookies].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(new URL(path, this.origin), { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }

  /** Makes a request of ChatKit's protocol. */
  send(type: string, params: Json, init: RequestInit = {}): Promise<Response> {
    return this.fetch("/chatkit", {
      method: "POST",
      body: JSON.stringify({ type, params }),
      ...init,
    });
  }

  /** Makes a request that is answered at once. */
  async ask(type: string, params: Json = {}): Promise<Json> {
    const response = await this.send(type, params);
    if (!response.ok) {
      throw new Error(`${type}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  /** Makes a request that is answered by events. */
  async stream(type: string, params: Json): Promise<Json[]> {
    const response = await this.send(type, params);
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${type}: ${response.status} ${text}`);
    }
    const lines = text.split("\n\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line.replace(/^data: /, "")));
  }

  /** Makes a request that is refused; the status and the code of the refusal. */
  async refusal(type: string, params: Json): Promise<[number, string]> {
    const response = await this.send(type, params);
    const { error } = (await response.json()) as Json;
    return [response.status, error.code];
  }

  /** Sends a message, in a new thread if none is named. */
  say(text: string, threadId?: string, more: Json = {}): Promise<Json[]> {
    const input = {
      content: [{ type: "input_text", text }],
      attachments: [],
      inference_options: {},
      ...more,
    };
    return threadId
      ? this.stream("threads.add_user_message", { thread_id: threadId, input })
      : this.stream("threads.create", { input });
  }

  /** All items of a thread as the page sees them. */
  async items(threadId: string): Promise<Json[]> {
    const page = await this.ask("items.list", { thread_id: threadId, limit: 100, order: "asc" });
    return page.data;
  }
}

/** The id of the thread that a message began. */
export function threadOf(events: Json[]): string {
  return events[0].thread.id;
}

/** The events of one type. */
export function ofType(events: Json[], type: string): Json[] {
  return events.filter((event) => event.type === type);
}

/** The first item of a type that came with events. */
export function done(events: Json[], type: string): Json {
  return ofType(events, "thread.item.done").find(({ item }) => item.type === type)?.item;
}
