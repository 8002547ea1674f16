import type { Owner } from "../store.ts";
import type {
  Annotation,
  AssistantMessageContent,
  AssistantMessageItem,
  AssistantMessageUpdate,
} from "../types.ts";
import { convertCitation, convertContent } from "./citations.ts";
import type { Conversion } from "./conversion.ts";
import type { EventOf, OutputItem } from "./model-events.ts";

type Message = Extract<OutputItem, { type: "message" }>;

interface OpenMessage {
  readonly item: AssistantMessageItem;
  /** By the index of the part that they belong to. */
  readonly annotations: Map<number, Annotation[]>;
}

/**
 * The messages of an answer, as they are written.
 *
 * Each gets an id of this server's own: some providers use one id for every message, so that the
 * second would replace the first. Meanwhile a message is known by its index in the output.
 */
export class Messages<Context extends Owner> {
  readonly #conversion: Conversion<Context>;
  readonly #open = new Map<number, OpenMessage>();

  constructor(conversion: Conversion<Context>) {
    this.#conversion = conversion;
  }

  /** Shows a new message, which ends the workflow before it. */
  async begin(outputIndex: number, message: Message): Promise<void> {
    this.#conversion.context.endWorkflow();
    const item = this.#newItem(await this.#convert(message));
    this.#open.set(outputIndex, { item, annotations: new Map() });
    this.#conversion.emit({ type: "thread.item.added", item });
  }

  /** Begins a part of a message. */
  async addPart(event: EventOf<"response.content_part.added">): Promise<void> {
    const { part, content_index, output_index } = event;
    // Thoughts in full are not for the reader; their summary is.
    if (part.type !== "output_text" && part.type !== "refusal") {
      return;
    }
    this.#update(output_index, {
      type: "assistant_message.content_part.added",
      content_index,
      content: await convertContent(part, this.#conversion.converter),
    });
  }

  /** Adds words to a part. */
  addText(event: EventOf<"response.output_text.delta" | "response.refusal.delta">): void {
    const { content_index, delta, output_index } = event;
    this.#update(output_index, {
      type: "assistant_message.content_part.text_delta",
      content_index,
      delta,
    });
  }

  /** Adds a citation to a part, if a chat shows such. */
  async addAnnotation(event: EventOf<"response.output_text.annotation.added">): Promise<void> {
    const { content_index, output_index } = event;
    const message = this.#open.get(output_index);
    const annotation = await convertCitation(event.annotation, this.#conversion.converter);
    if (!message || !annotation) {
      return;
    }
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

  /** Shows a part as it is in the end, with its citations. */
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
  async end(outputIndex: number, message: Message): Promise<void> {
    const content = await this.#convert(message);
    const begun = this.#open.get(outputIndex)?.item;
    this.#open.delete(outputIndex);
    this.#conversion.emit({
      type: "thread.item.done",
      item: begun ? { ...begun, content } : this.#newItem(content),
    });
  }

  #update(outputIndex: number, update: AssistantMessageUpdate): void {
    const { item } = this.#open.get(outputIndex) ?? {};
    if (item) {
      this.#conversion.emit({ type: "thread.item.updated", item_id: item.id, update });
    }
  }

  #newItem(content: AssistantMessageContent[]): AssistantMessageItem {
    const { context } = this.#conversion;
    return {
      type: "assistant_message",
      id: context.generateId("message"),
      thread_id: context.thread.id,
      created_at: new Date().toISOString(),
      content,
    };
  }

  #convert({ content }: Message): Promise<AssistantMessageContent[]> {
    const { converter } = this.#conversion;
    // Not every server of the Responses API sends a list when the message begins.
    return Promise.all((content ?? []).map((part) => convertContent(part, converter)));
  }
}
