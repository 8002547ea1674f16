import type { RunStreamEvent } from "@openai/agents";
import type { Markdown, Text } from "../widgets/components.ts";

/**
 * Lets an agent write into a widget: gives the states of a text that grows with what it says.
 *
 * @param run a run with `stream: true`, which nothing else reads
 * @param base how the text looks; it needs an `id` to be streamed
 */
export async function* accumulateText<Component extends Markdown | Text>(
  run: AsyncIterable<RunStreamEvent>,
  base: Component,
): AsyncGenerator<Component> {
  yield base;
  let value = "";
  for await (const event of run) {
    if (event.type !== "raw_model_stream_event" || event.data.type !== "output_text_delta") {
      continue;
    }
    value += event.data.delta;
    yield { ...base, value };
  }
  yield { ...base, value, streaming: false };
}
