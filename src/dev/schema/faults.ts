import {
  isShallow,
  requestSchema,
  STREAMING,
} from "../../../templates/+self-hosted+node/server/chatkit/requests.ts";
import type { Fault } from "../events.ts";
import { describeIssues } from "./issues.ts";
import { answers, streamEvent } from "./protocol.ts";
import { componentFaults, widgetFaults } from "./widgets.ts";

/** Items that a server keeps for the model; the official one never sends them (facts 3.4). */
const HIDDEN_ITEMS: readonly unknown[] = ["hidden_context_item", "sdk_hidden_context"];

/** Looking further would take more stack than there may be. */
const TOO_DEEP: Fault[] = [{ path: "", message: "is nested more than 100 levels deep" }];

/**
 * What breaks the protocol in a request of ChatKit's client (facts 3.1).
 *
 * @param body the parsed JSON body
 * @returns nothing when the request is fine; a fault's message quotes up to 60 characters of a value
 */
export function requestFaults(body: unknown): Fault[] {
  if (!isShallow(body)) return TOO_DEEP;
  return describeIssues(body, requestSchema.safeParse(body).error?.issues ?? []);
}

/**
 * What breaks the protocol in one event of a stream (facts 3.4), and what ChatKit would not show of
 * a widget in it. A key that nobody knows is no fault: a server may tell more.
 *
 * @param event the parsed JSON behind `data: `
 * @returns nothing when the event is fine; a fault's message quotes up to 60 characters of a value
 */
export function eventFaults(event: unknown): Fault[] {
  if (!isShallow(event)) return TOO_DEEP;
  const shape = describeIssues(event, streamEvent.safeParse(event).error?.issues ?? []);
  return [...shape, ...updateFaults(event), ...itemFaults(event)];
}

/**
 * What breaks the protocol in an answer that is no stream.
 *
 * @param operation what was asked for, such as `threads.list` or `session.create`
 * @param body the parsed JSON body of an answer with a status of 2xx
 * @returns nothing when the answer is fine, or when nothing is known of the operation
 */
export function responseFaults(operation: string, body: unknown): Fault[] {
  if (!isShallow(body)) return TOO_DEEP;
  if ((STREAMING as readonly string[]).includes(operation)) {
    return [{ path: "", message: "is JSON, but ChatKit waits for a stream (text/event-stream)" }];
  }
  const schema = answers[operation];
  if (!schema) return [];
  const shape = describeIssues(body, schema.safeParse(body).error?.issues ?? []);
  return [...shape, ...itemFaults(body)];
}

/** The faults of a widget, or a part of one, that an event replaces. */
function updateFaults(event: unknown): Fault[] {
  const update = field(event, "update");
  switch (field(update, "type")) {
    case "widget.root.updated":
      return widgetFaults(field(update, "widget"), "update.widget");
    case "widget.component.updated":
      return componentFaults(field(update, "component"), "update.component");
    default:
      return [];
  }
}

/** The faults of items that their shape does not tell. */
function itemFaults(told: unknown): Fault[] {
  return itemsIn(told, "").flatMap(({ path, item }) => {
    const type = field(item, "type");
    if (HIDDEN_ITEMS.includes(type)) {
      const message = `${type} is meant for the model alone, and here it reaches the browser`;
      return [{ path, message }];
    }
    const widget = field(item, "widget");
    return type === "widget" && widget !== undefined ? widgetFaults(widget, `${path}.widget`) : [];
  });
}

/** Every item in an event or an answer: alone, in a thread, in a page of items or of threads. */
function itemsIn(told: unknown, base: string): { path: string; item: unknown }[] {
  const alone = ["item", "updated_item"].flatMap((key) => {
    const item = field(told, key);
    return item === undefined ? [] : [{ path: base + key, item }];
  });
  const thread = field(told, "thread");
  const inThread = thread === undefined ? [] : itemsIn(thread, `${base}thread.`);
  const lists = [
    { path: `${base}items.data`, list: field(field(told, "items"), "data") },
    { path: `${base}data`, list: field(told, "data") },
  ];
  const listed = lists.flatMap(({ path, list }) =>
    (Array.isArray(list) ? list : []).flatMap((entry, index) => {
      const isThread = field(entry, "items") !== undefined;
      const at = `${path}.${index}`;
      return isThread ? itemsIn(entry, `${at}.`) : [{ path: at, item: entry }];
    }),
  );
  return [...alone, ...inThread, ...listed];
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
