import type { Owner } from "../store.ts";
import type { GeneratedImageItem, ThreadStreamEvent } from "../types.ts";
import type { AgentContext } from "./context.ts";
import type { ModelEvent } from "./model-events.ts";
import type { ResponseStreamConverter } from "./response-converter.ts";

type EventOf<Type extends ModelEvent["type"]> = Extract<ModelEvent, { type: Type }>;
type ImageCall = Extract<
  EventOf<"response.output_item.done">["item"],
  { type: "image_generation_call" }
>;

/** The pictures that the model makes, with their previews. */
export class Pictures<Context extends Owner> {
  readonly #context: AgentContext<Context>;
  readonly #converter: ResponseStreamConverter;
  readonly #emit: (event: ThreadStreamEvent) => void;

  constructor(options: {
    readonly context: AgentContext<Context>;
    readonly converter: ResponseStreamConverter;
    readonly emit: (event: ThreadStreamEvent) => void;
  }) {
    this.#context = options.context;
    this.#converter = options.converter;
    this.#emit = options.emit;
  }

  begin(): void {
    const item: GeneratedImageItem = {
      type: "generated_image",
      id: this.#context.generateId("message"),
      thread_id: this.#context.thread.id,
      created_at: new Date().toISOString(),
    };
    this.#context.generatedImageItem = item;
    this.#emit({ type: "thread.item.added", item });
  }

  async preview(event: EventOf<"response.image_generation_call.partial_image">): Promise<void> {
    const item = this.#context.generatedImageItem;
    if (!item) return;
    const { item_id: id, partial_image_b64: base64, partial_image_index: partialIndex } = event;
    const url = await this.#converter.base64ImageToUrl({ id, base64, partialIndex });
    const image = { id, url };
    this.#context.generatedImageItem = { ...item, image };
    const progress = this.#converter.partialImageIndexToProgress(partialIndex);
    this.#emit({
      type: "thread.item.updated",
      item_id: item.id,
      update: { type: "generated_image.updated", image, progress },
    });
  }

  /** Shows the picture and stores it; one that failed is taken away. */
  async end(call: ImageCall): Promise<void> {
    const item = this.#context.generatedImageItem;
    if (!item) return;
    this.#context.generatedImageItem = undefined;
    if (!call.result) {
      this.#emit({ type: "thread.item.removed", item_id: item.id });
      return;
    }
    const url = await this.#converter.base64ImageToUrl({ id: call.id, base64: call.result });
    this.#emit({ type: "thread.item.done", item: { ...item, image: { id: call.id, url } } });
  }
}
