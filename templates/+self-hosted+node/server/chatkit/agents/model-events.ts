import {
  isOpenAIChatCompletionsRawModelStreamEvent,
  isOpenAIResponsesRawModelStreamEvent,
  type OpenAIResponsesRawModelStreamEvent,
  type RunRawModelStreamEvent,
} from "@openai/agents";
import { PlainAnswer } from "./plain-answer.ts";

type ResponsesEvent = OpenAIResponsesRawModelStreamEvent["data"]["event"];
type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** What a model says, as events of the Responses API. */
export type ModelEvent = Without<ResponsesEvent, "sequence_number" | "logprobs">;

/** An event of this kind. */
export type EventOf<Type extends ModelEvent["type"]> = Extract<ModelEvent, { type: Type }>;

/** A message, a call, thoughts: what an answer consists of. */
export type OutputItem = EventOf<"response.output_item.done">["item"];

/**
 * Reads what the model of a run says, whichever API it speaks: what is no Responses API becomes
 * events of it.
 */
export class ModelEventReader {
  #speaksResponses = false;
  #answer = new PlainAnswer();

  /** Gives the events that follow from one of the run's. */
  read(event: RunRawModelStreamEvent): Iterable<ModelEvent> {
    if (isOpenAIResponsesRawModelStreamEvent(event)) {
      this.#speaksResponses = true;
      return [event.data.event];
    }
    if (event.data.type === "response_started") {
      this.#speaksResponses = false;
      this.#answer = new PlainAnswer();
      return [];
    }
    // The SDK repeats what a Responses API said in words of its own.
    if (this.#speaksResponses) {
      return [];
    }
    if (isOpenAIChatCompletionsRawModelStreamEvent(event)) {
      return this.#answer.readChunk(event.data.event);
    }
    if (event.data.type === "output_text_delta") {
      return this.#answer.readText(event.data.delta);
    }
    if (event.data.type === "response_done") {
      return this.#answer.end(event.data.response.output);
    }
    return [];
  }
}
