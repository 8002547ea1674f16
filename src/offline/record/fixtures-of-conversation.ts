import { escapePlaceholders } from "../model/fixtures/placeholders.ts";
import type { FixtureFile } from "../model/fixtures/schema.ts";
import type { ToolCall } from "../model/model.ts";

/** A message of the user in a conversation of ChatKit, and what came of it. */
export interface ObservedTurn {
  readonly user: string;
  /** What the assistant said at the end; empty where it said nothing. */
  readonly assistant: string;
  /** Tools that ran in the page, in their order. */
  readonly clientToolCalls: readonly ToolCall[];
}

/**
 * Makes fixtures of a conversation that was seen between a page and its server.
 *
 * The tools of the server are not seen there, so that the fixtures call none: only what the model
 * is asked shows those, which `chatkit dev --record` records.
 *
 * @param turns of one conversation, the first one first
 */
export function fixturesOfConversation(turns: readonly ObservedTurn[]): FixtureFile {
  const fixtures = turns.flatMap(({ user, assistant, clientToolCalls }, index) => {
    const match = { ...(user.trim() !== "" && { text: user, whole: true }), turn: index + 1 };
    const calls = clientToolCalls.map((call, count) => ({
      match: { ...match, ...after(clientToolCalls, count) },
      answer: escaped({ toolCalls: [{ name: call.name, arguments: call.arguments }] }),
    }));
    if (assistant === "" && calls.length > 0) return calls;
    const last = after(clientToolCalls, clientToolCalls.length);
    return [...calls, { match: { ...match, ...last }, answer: escaped({ text: assistant }) }];
  });
  return { fixtures };
}

/** Matches what follows the first so many calls. */
function after(calls: readonly ToolCall[], count: number) {
  const last = calls[count - 1];
  return last ? { toolResult: last.name, toolCalls: count } : {};
}

function escaped<Value>(value: Value): Value {
  return escapePlaceholders(value) as Value;
}
