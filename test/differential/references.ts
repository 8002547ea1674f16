import type { Json } from "./scenario.ts";

/**
 * What a conversation has brought so far, by the names that later requests use for it: `$thread`
 * and `$thread:0` (the newest, and the first), and so on for `$message` (of the user),
 * `$attachment` and `$cursor` (where the next page begins).
 */
export class References {
  readonly #ids = new Map<string, string[]>();

  /** Takes the ids from an answer. */
  learn(answer: { readonly events?: readonly Json[]; readonly body?: Json }): void {
    for (const event of answer.events ?? []) {
      const { type, thread, item } = fields(event);
      if (type === "thread.created") this.#add("thread", fields(thread).id);
      if (type === "thread.item.done" && fields(item).type === "user_message")
        this.#add("message", fields(item).id);
    }
    const body = fields(answer.body);
    if (body.upload_descriptor) this.#add("attachment", body.id);
    if (Array.isArray(body.data)) this.#add("cursor", body.after);
  }

  /** Puts ids in place of their names. */
  resolve(value: Json): Json {
    if (typeof value === "string") return this.#find(value);
    if (Array.isArray(value)) return value.map((entry) => this.resolve(entry));
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).map(([key, entry]) => [key, this.resolve(entry)]);
    return Object.fromEntries(entries);
  }

  #find(name: string): string {
    const [, kind = "", place] =
      /^\$(thread|message|attachment|cursor)(?::(\d+))?$/.exec(name) ?? [];
    if (!kind) return name;
    const ids = this.#ids.get(kind);
    const id = place === undefined ? ids?.at(-1) : ids?.[Number(place)];
    if (id === undefined) throw new Error(`There is no ${name} yet.`);
    return id;
  }

  #add(kind: string, id: Json | undefined): void {
    if (typeof id !== "string") return;
    const ids = this.#ids.get(kind) ?? [];
    ids.push(id);
    this.#ids.set(kind, ids);
  }
}

const fields = (value: Json | undefined): { [key: string]: Json | undefined } =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
