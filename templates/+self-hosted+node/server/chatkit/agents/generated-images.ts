import type { Owner } from "../store.ts";
import type { GeneratedImageItem } from "../types.ts";
import type { Conversion } from "./conversion.ts";
import type { EventOf, OutputItem } from "./model-events.ts";

type ImageCall = Extract<OutputItem, { type: "image_generation_call" }>;

/** The images that the model generates, with their previews. */
export class GeneratedImages<Context extends Owner> {
  readonly #conversion: Conversion<Context>;

  constructor(conversion: Conversion<Context>) {
    this.#conversion = conversion;
  }

  /** Shows an empty image. */
  begin(): void {
    const { context, emit } = this.#conversion;
    const item: GeneratedImageItem = {
      type: "generated_image",
      id: context.generateId("message"),
      thread_id: context.thread.id,
      created_at: new Date().toISOString(),
    };
    context.generatedImageItem = item;
    emit({ type: "thread.item.added", item });
  }

  /** Shows an image as far as it is there. */
  async preview(event: EventOf<"response.image_generation_call.partial_image">): Promise<void> {
    const { context, converter, emit } = this.#conversion;
    const item = context.generatedImageItem;
    if (!item) {
      return;
    }
    const { item_id: id, partial_image_b64: base64, partial_image_index: partialIndex } = event;
    const image = { id, url: await converter.base64ImageToUrl({ id, base64, partialIndex }) };
    const progress = converter.partialImageIndexToProgress(partialIndex);
    context.generatedImageItem = { ...item, image };
    emit({
      type: "thread.item.updated",
      item_id: item.id,
      update: { type: "generated_image.updated", image, progress },
    });
  }

  /** Shows the image and stores it; one that failed is taken away. */
  async end({ id, result: base64 }: ImageCall): Promise<void> {
    const { context, converter, emit } = this.#conversion;
    const item = context.generatedImageItem;
    if (!item) {
      return;
    }
    context.generatedImageItem = undefined;
    if (!base64) {
      emit({ type: "thread.item.removed", item_id: item.id });
      return;
    }
    const image = { id, url: await converter.base64ImageToUrl({ id, base64 }) };
    emit({ type: "thread.item.done", item: { ...item, image } });
  }
}
