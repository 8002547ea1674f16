import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fixturesOfConversation,
  type ObservedTurn,
} from "../../../src/offline/record/fixtures-of-conversation.ts";
import { modelWith } from "../model/model-server.ts";
import { ask, tool } from "../model/question.ts";

/** What a model with these fixtures says to the same turns. */
function replayed(turns: readonly ObservedTurn[]): ObservedTurn[] {
  const model = modelWith(fixturesOfConversation(turns).fixtures, { strict: true });
  const tools = ["open", "close"].map((name) => tool(name));
  return turns.map(({ user }, index) => {
    const clientToolCalls = [];
    const asked = { turn: index + 1, tools };
    let { answer } = model.answer(ask(user, asked));
    while (answer.toolCalls) {
      clientToolCalls.push(...answer.toolCalls);
      const name = answer.toolCalls.at(-1)?.name ?? "";
      const toolResult = { name, output: "{}" };
      const next = { ...asked, toolResult, toolCalls: clientToolCalls.length };
      ({ answer } = model.answer(ask(user, next)));
    }
    return { user, assistant: answer.text ?? "", clientToolCalls };
  });
}

test("a conversation that was seen is said again, word by word", () => {
  const turn = fc.record<ObservedTurn>({
    user: fc.oneof(fc.string(), fc.constantFrom("{{text}}", "the same", "")),
    assistant: fc.oneof(fc.string({ minLength: 1 }), fc.constant("\\{{1}} {{x}}")),
    clientToolCalls: fc.array(
      fc.record({
        name: fc.constantFrom("open", "close"),
        arguments: fc.dictionary(fc.string(), fc.jsonValue()),
      }),
      { maxLength: 3 },
    ),
  });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 4 }), (turns) => {
      expect(replayed(turns)).toEqual(turns);
    }),
    { numRuns: 50 },
  );
});

test("who said nothing after a call has no fixture for it", () => {
  const calls = [{ name: "open", arguments: { page: 2 } }];
  const { fixtures } = fixturesOfConversation([
    { user: "Open it", assistant: "", clientToolCalls: calls },
  ]);
  expect(fixtures).toEqual([
    { match: { text: "Open it", whole: true, turn: 1 }, answer: { toolCalls: calls } },
  ]);
});
