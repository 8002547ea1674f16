/** JSON whose shape a test asserts. */
// biome-ignore lint/suspicious/noExplicitAny: the assertions of the test are what checks its shape.
export type Json = any;

/** A ChatKit event or item as it came over the wire. */
export type Wire = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * One visitor of an app without a browser: keeps the cookies that the app sets, and speaks the
 * app's own routes.
 */
export class ApiVisitor {
  readonly #cookies = new Map<string, string>();

  constructor(readonly origin: string) {}

  /** The cookies as a browser would send them. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The same visitor, with the same cookies, at an app that was started again. */
  at(origin: string): ApiVisitor {
    const visitor = new ApiVisitor(origin);
    for (const [name, value] of this.#cookies) visitor.#cookies.set(name, value);
    return visitor;
  }

  /** Does what `fetch` does at this app, with this visitor's cookies. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookie) headers.set("cookie", this.cookie);
    const response = await fetch(new URL(path, this.origin), { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Asks who it is, as the page does first. */
  async identify(): Promise<Response> {
    return this.fetch("/api/identity", { method: "POST" });
  }

  /** Sends JSON and reads JSON. */
  async json(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Json }> {
    const response = await this.fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Sends a ChatKit request; a stream is read to its end. */
  async chatkit(
    type: string,
    params: unknown,
  ): Promise<{ status: number; events: Wire[]; body: Json }> {
    const response = await this.fetch("/chatkit", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type, params }),
    });
    if (!response.headers.get("content-type")?.startsWith("text/event-stream"))
      return { status: response.status, events: [], body: await response.json() };
    const blocks = (await response.text()).split("\n\n").filter(Boolean);
    const events = blocks.map((block) => JSON.parse(block.replace(/^data: /, "")) as Wire);
    return { status: response.status, events, body: undefined };
  }
}

/** The input of a user message as the element sends it. */
export function say(text: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    content: [{ type: "input_text", text }],
    attachments: [],
    inference_options: {},
    ...more,
  };
}
