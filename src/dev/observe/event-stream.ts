import { createParser } from "eventsource-parser";
import type { Fault } from "../events.ts";
import { eventFaults } from "../schema/faults.ts";
import { asObject, asText, itemOf, parseJson, threadOf } from "./recognise.ts";

/** One server-sent event, read. */
export interface ReadEvent {
  readonly type: string | null;
  /** What stood behind `data: `. */
  readonly data: string;
  readonly body: unknown;
  readonly threadId: string | null;
  readonly itemId: string | null;
  readonly faults: readonly Fault[];
}

/** Reads a stream of server-sent events as it comes. */
export interface EventReader {
  feed(text: string): void;
}

/** What one event may hold, in characters: generated pictures are the largest. */
const LARGEST_EVENT = 16 * 1024 * 1024;

/**
 * @param onEvent gets each event once it is whole
 * @param isChatKits whether the stream is to keep to ChatKit's protocol; of others no fault is told
 */
export function readEvents(onEvent: (event: ReadEvent) => void, isChatKits = true): EventReader {
  let isLost = false;
  const parser = createParser({
    maxBufferSize: LARGEST_EVENT,
    onEvent: ({ data, event }) =>
      onEvent(isChatKits ? read(data, event) : readForeign(data, event)),
    onError: ({ type, field }) => {
      if (type === "max-buffer-size-exceeded") {
        isLost = true;
        onEvent(broken("", "is larger than this view reads; what follows it is not shown"));
      } else if (type === "unknown-field" && isChatKits) {
        onEvent(
          broken(field ?? "", "is no line of an event; each is `data: ` and one line of JSON"),
        );
      }
    },
  });
  return {
    feed: (text) => {
      if (!isLost) parser.feed(text);
    },
  };
}

function read(data: string, name: string | undefined): ReadEvent {
  const body = parseJson(data);
  if (body === undefined) {
    const isDone = data.trim() === "[DONE]";
    return broken(data, isDone ? "ChatKit's streams know no [DONE]: they just end" : "is not JSON");
  }
  const named: Fault[] =
    name === undefined
      ? []
      : [
          {
            path: "",
            message: `has a line \`event: ${name.slice(0, 40)}\`, which ChatKit's events do not`,
          },
        ];
  return {
    type: asText(asObject(body)?.type),
    data,
    body,
    threadId: threadOf(body),
    itemId: itemOf(body),
    faults: [...named, ...eventFaults(body)],
  };
}

/** An event of another API, which names its type in its data, in its `event:` line or not at all. */
function readForeign(data: string, name: string | undefined): ReadEvent {
  const body = parseJson(data);
  const type = asText(asObject(body)?.type) ?? name ?? null;
  return { type, data, body: undefined, threadId: null, itemId: null, faults: [] };
}

function broken(data: string, message: string): ReadEvent {
  const faults = [{ path: "", message }];
  return { type: null, data, body: undefined, threadId: null, itemId: null, faults };
}
