import type { Owner } from "../store.ts";
import type {
  Annotation,
  AssistantMessageContent,
  AssistantMessageItem,
  AssistantMessageUpdate,
  ThreadStreamEvent,
} from "../types.ts";
import { convertCitation, convertContent } from "./citations.ts";
import type { AgentContext } from "./context.ts";
import type { ModelEvent } from "./model-events.ts";
import type { ResponseStreamConverter } from "./response-converter.ts";

type EventOf<Type extends ModelEvent["type"]> = Extract<ModelEvent, { type: Type }>;
type Message = Extract<EventOf<"response.output_item.done">["item"], { type: "message" }>;

interface OpenMessage {
  readonly item: AssistantMessageItem;
  /** By the index of the part that they belong to. */
  readonly annotations: Map<number, Annotation[]>;
}

/**
 * The messages of an answer, as they are written.
 *
 * Each gets an id of this server's own: some providers use one id for every message, so that the
 * second would replace the first. A message is known by its place in the answer meanwhile.
 */
export class Messages<Context extends Owner> {
  readonly #context: AgentContext<Context>;
  readonly #converter: ResponseStreamConverter;
  readonly #emit: (event: ThreadStreamEvent) => void;
  readonly #open = new Map<number, OpenMessage>();

  constructor(options: {
    readonly context: AgentContext<Context>;
    readonly converter: ResponseStreamConverter;
    readonly emit: (event: ThreadStreamEvent) => void;
  }) {
    this.#context = options.context;
    this.#converter = options.converter;
    this.#emit = options.emit;
  }

  /** Shows a new message, which ends the workflow before it. */
  async begin(place: number, message: Message): Promise<void> {
    this.#context.endWorkflow();
    const item = this.#newItem(await this.#convert(message));
    this.#open.set(place, { item, annotations: new Map() });
    this.#emit({ type: "thread.item.added", item });
  }

  async addPart(event: EventOf<"response.content_part.added">): Promise<void> {
    const { part, content_index, output_index } = event;
    // Thoughts in full are not for the reader; their summary is.
    if (part.type === "reasoning_text") return;
    this.#update(output_index, {
      type: "assistant_message.content_part.added",
      content_index,
      content: await convertContent(part, this.#converter),
    });
  }

  addText(event: EventOf<"response.output_text.delta" | "response.refusal.delta">): void {
    const { content_index, delta, output_index } = event;
    this.#update(output_index, {
      type: "assistant_message.content_part.text_delta",
      content_index,
      delta,
    });
  }

  async addAnnotation(event: EventOf<"response.output_text.annotation.added">): Promise<void> {
    const { content_index, output_index } = event;
    const message = this.#open.get(output_index);
    const annotation = await convertCitation(event.annotation, this.#converter);
    if (!message || !annotation) return;
    const annotations = message.annotations.get(content_index) ?? [];
    message.annotations.set(content_index, annotations);
    this.#update(output_index, {
      type: "assistant_message.content_part.annotation_added",
      content_index,
      // The model counts those that are left out as well, so its own index would leave gaps.
      annotation_index: annotations.push(annotation) - 1,
      annotation,
    });
  }

  endPart(event: EventOf<"response.output_text.done" | "response.refusal.done">): void {
    const { content_index, output_index } = event;
    const text = event.type === "response.refusal.done" ? event.refusal : event.text;
    const annotations = this.#open.get(output_index)?.annotations.get(content_index) ?? [];
    this.#update(output_index, {
      type: "assistant_message.content_part.done",
      content_index,
      content: { type: "output_text", text, annotations: [...annotations] },
    });
  }

  /** Shows the whole message and stores it. */
  async end(place: number, message: Message): Promise<void> {
    const content = await this.#convert(message);
    const begun = this.#open.get(place)?.item;
    this.#open.delete(place);
    this.#emit({
      type: "thread.item.done",
      item: begun ? { ...begun, content } : this.#newItem(content),
    });
  }

  #update(place: number, update: AssistantMessageUpdate): void {
    const message = this.#open.get(place);
    if (message) this.#emit({ type: "thread.item.updated", item_id: message.item.id, update });
  }

  #newItem(content: AssistantMessageContent[]): AssistantMessageItem {
    return {
      type: "assistant_message",
      id: this.#context.generateId("message"),
      thread_id: this.#context.thread.id,
      created_at: new Date().toISOString(),
      content,
    };
  }

  #convert(message: Message): Promise<AssistantMessageContent[]> {
    return Promise.all(message.content.map((part) => convertContent(part, this.#converter)));
  }
}
