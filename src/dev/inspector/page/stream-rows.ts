import type { SeenEvent } from "../../events.ts";

/** A row of an answer's events: one event, or several of one kind for one item in a row. */
export interface StreamRow {
  readonly events: readonly SeenEvent[];
  /** What happened, such as `thread.item.done` or the kind of an update. */
  readonly title: string;
  /** What it says, in a few words; empty where there is nothing to say. */
  readonly brief: string;
  readonly faultCount: number;
  readonly isError: boolean;
}

const BRIEF_LENGTH = 160;

/**
 * The events of an answer as rows, so that an answer of hundreds of words is one row.
 *
 * @param events in their order
 */
export function streamRows(events: readonly SeenEvent[]): readonly StreamRow[] {
  const rows: { events: SeenEvent[]; parsed: unknown[]; key: string | null }[] = [];
  for (const event of events) {
    const parsed = parse(event.data);
    const key = growthKey(parsed);
    const last = rows.at(-1);
    if (key !== null && last?.key === key) {
      last.events.push(event);
      last.parsed.push(parsed);
    } else {
      rows.push({ events: [event], parsed: [parsed], key });
    }
  }
  return rows.map(({ events: members, parsed }) => ({
    events: members,
    title: titleOf(parsed[0], members[0]?.type ?? null),
    brief: parsed.map(briefOf).join("").replaceAll(/\s+/g, " ").trim().slice(0, BRIEF_LENGTH),
    faultCount: members.reduce((sum, { faults }) => sum + faults.length, 0),
    isError: text(parsed[0], "type") === "error",
  }));
}

/** What an event adds to a text, in quotes; null where it adds nothing. */
export function deltaOf(data: string): string | null {
  const delta = field(field(parse(data), "update"), "delta");
  return typeof delta === "string" ? JSON.stringify(delta) : null;
}

function titleOf(event: unknown, type: string | null): string {
  return text(field(event, "update"), "type") || type || "not an event";
}

/** The same for events that let one text grow; null for all others. */
function growthKey(event: unknown): string | null {
  const update = field(event, "update");
  if (typeof field(update, "delta") !== "string") return null;
  const place = field(update, "content_index") ?? field(update, "component_id");
  return JSON.stringify([field(event, "item_id"), field(update, "type"), place]);
}

function briefOf(event: unknown): string {
  const update = field(event, "update");
  if (update !== undefined) {
    return (
      text(update, "delta") ||
      text(field(update, "content"), "text") ||
      briefOfTask(field(update, "task")) ||
      text(field(update, "widget"), "type") ||
      text(field(update, "component"), "type")
    );
  }
  const item = field(event, "item");
  if (item !== undefined) return briefOfItem(item);
  const thread = field(event, "thread");
  if (thread !== undefined) return text(thread, "title") || text(thread, "id");
  return (
    text(event, "text") ||
    text(event, "message") ||
    text(event, "name") ||
    text(event, "code") ||
    text(event, "item_id")
  );
}

function briefOfItem(item: unknown): string {
  const content = field(item, "content");
  const said = Array.isArray(content) ? content.map((part) => text(part, "text")).join(" ") : "";
  const what =
    said ||
    text(item, "name") ||
    text(field(item, "widget"), "type") ||
    briefOfTask(field(item, "task"));
  return [text(item, "type"), what].filter(Boolean).join(": ");
}

function briefOfTask(task: unknown): string {
  return text(task, "title") || text(task, "content") || text(task, "type");
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    // What is no JSON has no parts to name; it is shown as it came.
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function text(value: unknown, key: string): string {
  const found = field(value, key);
  return typeof found === "string" ? found : "";
}
