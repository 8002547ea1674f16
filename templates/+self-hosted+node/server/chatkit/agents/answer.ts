import { ModelBehaviorError } from "@openai/agents";
import type { Owner } from "../store.ts";
import type { Conversion } from "./conversion.ts";
import { GeneratedImages } from "./generated-images.ts";
import { Messages } from "./messages.ts";
import type { ModelEvent, OutputItem } from "./model-events.ts";
import { Searches } from "./searches.ts";
import { Thoughts } from "./thoughts.ts";

/** Turns what the model says into events of a thread. */
export class Answer<Context extends Owner> {
  readonly #messages: Messages<Context>;
  readonly #images: GeneratedImages<Context>;
  readonly #searches: Searches<Context>;
  readonly #thoughts: Thoughts<Context>;

  constructor(conversion: Conversion<Context>) {
    this.#messages = new Messages(conversion);
    this.#images = new GeneratedImages(conversion);
    this.#searches = new Searches(conversion.context);
    this.#thoughts = new Thoughts(conversion.context);
  }

  /**
   * Converts one event, after the ones before it.
   *
   * @throws ModelBehaviorError if the model says that it failed, or that it had to stop early
   */
  async convert(event: ModelEvent): Promise<void> {
    switch (event.type) {
      case "response.output_item.added":
        return this.#begin(event.output_index, event.item);
      case "response.output_item.done":
        return this.#end(event.output_index, event.item);
      case "response.content_part.added":
        return this.#messages.addPart(event);
      case "response.output_text.delta":
      case "response.refusal.delta":
        return this.#messages.addText(event);
      case "response.output_text.annotation.added":
        return this.#messages.addAnnotation(event);
      case "response.output_text.done":
      case "response.refusal.done":
        return this.#messages.endPart(event);
      case "response.reasoning_summary_text.delta":
        return this.#thoughts.add(event);
      case "response.reasoning_summary_text.done":
        return this.#thoughts.end(event);
      case "response.image_generation_call.partial_image":
        return this.#images.preview(event);
      // The SDK would take these for the end of an answer.
      case "response.failed":
        throw failure(event.type, event.response.error?.code, event.response.error?.message);
      case "response.incomplete":
        throw failure(event.type, event.response.incomplete_details?.reason);
      case "error":
        throw failure(event.type, event.code, event.message);
    }
  }

  async #begin(outputIndex: number, item: OutputItem): Promise<void> {
    switch (item.type) {
      case "message":
        return this.#messages.begin(outputIndex, item);
      case "reasoning":
        return this.#thoughts.begin();
      case "web_search_call":
      case "file_search_call":
        return this.#searches.begin(outputIndex, item);
      case "image_generation_call":
        return this.#images.begin();
    }
  }

  async #end(outputIndex: number, item: OutputItem): Promise<void> {
    switch (item.type) {
      case "message":
        return this.#messages.end(outputIndex, item);
      case "web_search_call":
      case "file_search_call":
        return this.#searches.end(outputIndex, item);
      case "image_generation_call":
        return this.#images.end(item);
    }
  }
}

function failure(type: string, ...details: (string | null | undefined)[]): ModelBehaviorError {
  return new ModelBehaviorError(
    [`The model ended with ${type}`, ...details.filter(Boolean)].join(": "),
  );
}
