import type {
  ThreadItem,
  ThreadStreamEvent,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { applyUpdate } from "./apply-update.ts";
import { newKey } from "./keys.ts";
import { fieldsOf, isHidden, readItem, readThread } from "./read-item.ts";
import type { ChatState, Notice } from "./state.ts";

/** What an event makes of a chat. */
export interface Applied {
  readonly state: ChatState;
  /** Why the event, or a part of it, means nothing here; null where all was understood. */
  readonly ignored: string | null;
}

/** What the id of a message begins with that the server has not confirmed. */
export const UNCONFIRMED = "unconfirmed_";

const LEVELS: readonly string[] = ["info", "warning", "danger"] satisfies Notice["level"][];

/** What is said where the server says no words of its own (facts 3.4). */
const STREAM_ERROR = "Something went wrong while the answer was made.";

/**
 * Makes of a chat what an event of a stream says. Effects of the page (`client_effect`) are no part
 * of the state, so it stays as it is. An event that is unknown or incomplete changes nothing either:
 * how OpenAI's client takes one is not published (facts 7).
 */
export function applyEvent(state: ChatState, event: unknown): Applied {
  const fields = fieldsOf(event);
  const done = (change: Partial<ChatState>): Applied => ({
    state: { ...state, ...change },
    ignored: null,
  });
  const ignored = (reason: string): Applied => ({ state, ignored: reason });
  if (!fields || typeof fields.type !== "string") return ignored("an event without a type");

  const type = fields.type as ThreadStreamEvent["type"];
  switch (type) {
    case "thread.created":
    case "thread.updated": {
      const thread = readThread(fields.thread);
      if (!thread) return ignored(`${type} without a thread`);
      const { threads } = state.history;
      const isListed = threads.some(({ id }) => id === thread.id);
      const listed = isListed
        ? threads.map((present) => (present.id === thread.id ? thread : present))
        : [thread, ...threads];
      return done({ thread, history: { ...state.history, threads: listed } });
    }

    case "thread.item.added":
    case "thread.item.done":
    case "thread.item.replaced": {
      if (isHidden(fields.item)) return ignored(`${type} of a hidden item`);
      const item = readItem(fields.item);
      if (!item) {
        return ignored(`${type} of ${String(fieldsOf(fields.item)?.type ?? "nothing")}`);
      }
      return done(placeItem(state, item));
    }

    case "thread.item.updated": {
      const item = state.items.find(({ id }) => id === fields.item_id);
      if (!item) return ignored(`${type} of an item that is not there`);
      const applied = applyUpdate(item, fields.update);
      if (applied.ignored !== null) return ignored(applied.ignored);
      const imageProgress = new Map(state.imageProgress);
      if (applied.imageProgress !== undefined) imageProgress.set(item.id, applied.imageProgress);
      return done({
        items: state.items.map((present) => (present === item ? applied.item : present)),
        imageProgress,
        turn: answering(state),
      });
    }

    case "thread.item.removed": {
      if (typeof fields.item_id !== "string") return ignored(`${type} without item_id`);
      return done({ items: state.items.filter(({ id }) => id !== fields.item_id) });
    }

    case "stream_options": {
      const allowCancel = fieldsOf(fields.stream_options)?.allow_cancel === true;
      return done({ turn: { ...state.turn, allowCancel } });
    }

    case "progress_update": {
      if (typeof fields.text !== "string") return ignored(`${type} without a text`);
      const icon = typeof fields.icon === "string" ? fields.icon : null;
      return done({
        turn: { ...state.turn, phase: "streaming", progress: { icon, text: fields.text } },
      });
    }

    case "notice": {
      const { level, message, title } = fields;
      if (typeof message !== "string") return ignored(`${type} without a message`);
      const notice: Notice = {
        id: newKey(),
        level: LEVELS.includes(String(level)) ? (level as Notice["level"]) : "info",
        title: typeof title === "string" ? title : null,
        message,
      };
      return done({ notices: [...state.notices, notice] });
    }

    case "error": {
      const message = typeof fields.message === "string" ? fields.message : STREAM_ERROR;
      return done({
        problem: {
          title: "The answer failed",
          message,
          allowRetry: fields.allow_retry === true,
        },
      });
    }

    case "client_effect":
      return typeof fields.name === "string"
        ? { state, ignored: null }
        : ignored(`${type} without a name`);

    default:
      return ignored(`unknown event ${String(type satisfies never)}`);
  }
}

/** Puts an item where it was, where the message waits that it confirms, or at the end. */
function placeItem(state: ChatState, item: ThreadItem): Partial<ChatState> {
  const isMessage = item.type === "user_message";
  const known = state.items.findIndex(({ id }) => id === item.id);
  const waiting = isMessage
    ? state.items.findLastIndex(({ id }) => id.startsWith(UNCONFIRMED))
    : -1;
  const at = known === -1 ? waiting : known;
  const items = at === -1 ? [...state.items, item] : state.items.with(at, item);
  if (isMessage) return { items };
  const imageProgress = new Map(state.imageProgress);
  if (item.type === "generated_image" && item.image) imageProgress.delete(item.id);
  const brought = known === -1 ? new Set([...state.brought, item.id]) : state.brought;
  return { items, brought, imageProgress, turn: answering(state) };
}

/** A turn in which the assistant does something that is seen: a line about it is needed no more. */
function answering({ turn }: ChatState): ChatState["turn"] {
  if (turn.phase === "idle") return turn;
  return turn.phase === "streaming" && turn.progress === null
    ? turn
    : { ...turn, phase: "streaming", progress: null };
}
