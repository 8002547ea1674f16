import type { Answer } from "./conversation.ts";
import type { Json } from "./scenario.ts";

/**
 * An id that somebody made up: Python's have 8 digits, ours and the model's 32. Chat Completions
 * have none, for which the SDK puts one that is always the same.
 */
const ID =
  /\b(thr|msg|tc|tsk|wf|atc|shcx|fc|call|rs|ig|ws|fs)_(?:[0-9a-f]{32}|[0-9a-f]{8})\b|__fake_id__/g;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

/** Replaces what differs from run to run: ids by their order of appearance, and times. */
export class Normaliser {
  /** Every time that was seen, as it was written. */
  readonly times: string[] = [];
  readonly #names = new Map<string, string>();

  answer<Part extends Omit<Answer, "to">>(answer: Part): Part {
    return {
      ...answer,
      ...(answer.events && {
        events: sortRemovals(answer.events.map((event) => this.normalise(event))),
      }),
      ...(answer.body !== undefined && { body: this.normalise(answer.body) }),
    };
  }

  /** Keys are visited in order of the alphabet, since both sides write them as they like. */
  normalise(value: Json): Json {
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) return value.map((entry) => this.normalise(entry));
    if (value === null || typeof value !== "object") return value;
    const keys = Object.keys(value).sort();
    return Object.fromEntries(keys.map((key) => [key, this.normalise(value[key] ?? null)]));
  }

  /**
   * What the model was given to read, whichever API it speaks.
   *
   * Both SDKs say the same thing in slightly different words, and the model does not care:
   * - a message of the user is `{role, content}` with or without `type: "message"`;
   * - a text alone may be a string or a list of one part;
   * - what the assistant said comes with or without `status`, `id`, `logprobs`, `annotations: []`;
   * - outputs that are sent back have or lack `status`, and nulls are written or left out;
   * - the arguments and outputs of calls are JSON with or without spaces;
   * - words and calls of one answer are one message of Chat Completions, or one after the other.
   */
  input(body: { readonly [key: string]: unknown }): Json {
    const items = (body.input ?? body.messages) as Json;
    const list = typeof items === "string" ? [{ role: "user", content: items }] : items;
    return this.normalise(joinAnswers((list as Json[]).map(plainItem)));
  }

  #text(value: string): string {
    if (TIME.test(value)) {
      this.times.push(value);
      return "<time>";
    }
    return value.replace(ID, (id, prefix = "msg") => {
      // Python keeps the model's id for an item that asks the browser.
      const kind = prefix === "fc" ? "tc" : prefix;
      const known = this.#names.get(id);
      if (known) return known;
      const count = [...this.#names.values()].filter((name) => name.startsWith(`<${kind} `)).length;
      const name = `<${kind} ${count + 1}>`;
      this.#names.set(id, name);
      return name;
    });
  }
}

/** After a guardrail tripped, Python takes back what was shown in the order of a set: any. */
function sortRemovals(events: readonly Json[]): Json[] {
  const sorted = [...events];
  for (let end = 0; end < sorted.length; end++) {
    const start = end;
    while (isRemoval(sorted[end])) end++;
    const texts = sorted.slice(start, end).map((event) => JSON.stringify(event));
    sorted.splice(start, end - start, ...texts.sort().map((text) => JSON.parse(text) as Json));
  }
  return sorted;
}

const isRemoval = (event: Json | undefined) =>
  event !== null &&
  typeof event === "object" &&
  !Array.isArray(event) &&
  event.type === "thread.item.removed";

function plainItem(item: Json): Json {
  if (item === null || typeof item !== "object" || Array.isArray(item)) return item;
  const { status: _status, ...rest } = item;
  const entries = Object.entries(rest)
    .filter(([key, value]) => value !== null && !(key === "type" && value === "message"))
    .map(([key, value]): [string, Json] => {
      if (key === "content" && typeof value === "string")
        return [key, [{ type: "text", text: value }]];
      if (key === "content" && Array.isArray(value)) return [key, value.map(plainPart)];
      if ((key === "arguments" || key === "output") && typeof value === "string")
        return [key, compact(value)];
      return [key, value];
    });
  const plain = Object.fromEntries(entries);
  if (plain.role === "assistant" || plain.type === "function_call") delete plain.id;
  return plain;
}

function joinAnswers(items: readonly Json[]): Json[] {
  const joined: Json[] = [];
  for (const item of items) {
    const last = joined.at(-1);
    if (isAnswer(item) && "tool_calls" in item && isAnswer(last) && !("tool_calls" in last))
      joined[joined.length - 1] = { ...item, ...last };
    else joined.push(item);
  }
  return joined;
}

const isAnswer = (item: Json | undefined): item is { [key: string]: Json } =>
  item !== null && typeof item === "object" && !Array.isArray(item) && item.role === "assistant";

function plainPart(part: Json): Json {
  if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
  const kept = Object.entries(part).filter(
    ([key, value]) =>
      value !== null && key !== "logprobs" && !(key === "annotations" && isEmpty(value)),
  );
  return Object.fromEntries(kept);
}

const isEmpty = (value: Json | undefined) => Array.isArray(value) && value.length === 0;

function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
