import type {
  FeedbackKind,
  ThreadMetadata,
  ThreadStreamEvent,
} from "../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Output } from "./model-script.ts";

/** JSON whose strings may name ids of earlier answers: see `References`. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** An object of the wire as a scenario writes it: thread and time are added to items. */
type Unplaced<T> = T extends { item: infer Item }
  ? Omit<T, "item"> & { item: UnplacedItem<Item> }
  : T;
type UnplacedItem<T> = T extends unknown ? Omit<T, "thread_id" | "created_at"> : never;
type DistributedUnplaced<T> = T extends unknown ? Unplaced<T> : never;

export type ScenarioEvent = DistributedUnplaced<ThreadStreamEvent>;
export type ScenarioItem = UnplacedItem<
  Extract<ThreadStreamEvent, { type: "thread.item.done" }>["item"]
>;

/** The name of an agent that both sides have. */
export type AgentName = "plain" | "tools" | "guarded input" | "guarded output";

/** One step of what a handler does. */
export type Step =
  | { readonly yield: ScenarioEvent }
  | {
      readonly throw: "custom" | "stream" | "other";
      readonly message?: string;
      readonly allow_retry?: boolean;
    }
  /** Changes the thread. */
  | { readonly thread: Partial<ThreadMetadata> }
  /** Shows a widget, at once or in states. */
  | { readonly widget: object; readonly copy_text?: string }
  | { readonly states: readonly object[]; readonly copy_text?: string }
  /** Sends what the handler was given, or what was thought of items, as a client effect. */
  | { readonly tell: "given" | "feedback" }
  /** Waits until the turn is aborted. */
  | { readonly hang: true }
  /** Waits a little. */
  | { readonly pause: true }
  /** Lets an agent answer; the runner adds the name of the model. */
  | { readonly agent: AgentName; readonly api?: "responses" | "chat"; readonly model?: string }
  /** What a sync action gives back; `given` is a tool call whose arguments are what it was given. */
  | { readonly item: ScenarioItem }
  | { readonly given: true };

/** A request of the protocol, and what its handler does. */
export interface Ask {
  readonly ask: string;
  readonly params: Json;
  readonly steps?: readonly Step[];
  readonly allowCancel?: false;
  /** What the model answers, one list of outputs for each time it is asked. */
  readonly model?: readonly (readonly Output[])[];
  /** Who asks, if not the user of the conversation. */
  readonly as?: "stranger";
  /** `bare` answers messages and has no other handler, nor attachments. */
  readonly of?: "bare";
  /** The client drops the connection after so many events. */
  readonly leaveAfter?: number;
}

/** Bytes that are no valid request. */
export interface Raw {
  readonly raw: string | Uint8Array<ArrayBuffer>;
}

/** A look at what the store holds of a thread, once an item of this type is there. */
export interface Look {
  readonly look: "stored";
  readonly until?: string;
  readonly as?: "stranger";
  readonly thread?: string;
}

/** The bytes of an attachment arrive. */
export interface Upload {
  readonly upload: string;
}

export type Exchange = Ask | Raw | Look | Upload;

/** A conversation that both servers are led through. */
export interface Scenario {
  /** Also the name of its recording. */
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

/** The input of a message. */
export function input(text: string, more: { [key: string]: Json } = {}): Json {
  return {
    input: {
      content: [{ type: "input_text", text }],
      attachments: [],
      inference_options: {},
      ...more,
    },
  };
}

/** A first message. */
export function create(text: string, steps: readonly Step[] = [], more: Partial<Ask> = {}): Ask {
  return { ask: "threads.create", params: input(text), steps, ...more };
}

/** A further message in the last thread. */
export function add(text: string, steps: readonly Step[] = [], more: Partial<Ask> = {}): Ask {
  const params = { thread_id: "$thread", ...(input(text) as { [key: string]: Json }) };
  return { ask: "threads.add_user_message", params, steps, ...more };
}

/** Any request about the last thread. */
export function ask(
  type: string,
  params: { [key: string]: Json } = {},
  steps: readonly Step[] = [],
  more: Partial<Ask> = {},
): Ask {
  return { ask: type, params: { thread_id: "$thread", ...params }, steps, ...more };
}

/** Everything that the store holds of the last thread. */
export const stored: Look = { look: "stored" };

/** An item that is shown and stored at once. */
export const done = (item: ScenarioItem): Step => ({
  yield: { type: "thread.item.done", item } as ScenarioEvent,
});

/** A finished message of the assistant. */
export const said = (text: string, id = "msg_said"): Step =>
  done({
    type: "assistant_message",
    id,
    content: [{ type: "output_text", text, annotations: [] }],
  });

/** An update of an item that was added. */
export const update = (
  item_id: string,
  change: Extract<ThreadStreamEvent, { type: "thread.item.updated" }>["update"],
): Step => ({ yield: { type: "thread.item.updated", item_id, update: change } });

/** What a user thinks of items. */
export const feedback = (item_ids: string[], kind: FeedbackKind, steps: readonly Step[] = []) =>
  ask("items.feedback", { item_ids, kind }, steps);
