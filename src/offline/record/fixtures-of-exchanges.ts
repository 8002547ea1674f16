import { asksForTitle } from "../model/fixtures/matches.ts";
import { escapePlaceholders } from "../model/fixtures/placeholders.ts";
import type { FixtureFile } from "../model/fixtures/schema.ts";
import type { Answer, Question } from "../model/model.ts";

/** A question to a model, and what it answered. */
export interface Exchange {
  readonly question: Question;
  readonly answer: Pick<Answer, "reasoning" | "text" | "citations" | "toolCalls">;
}

type WrittenFixture = FixtureFile["fixtures"][number];

/** Enough of an agent's instructions to tell it from another one. */
const INSTRUCTIONS_LENGTH = 60;

/**
 * Makes fixtures that answer the same questions in the same way.
 *
 * What was asked more than once, as by the retry button, is one fixture with several answers. The
 * instructions tell apart agents that are asked the same.
 */
export function fixturesOfExchanges(exchanges: readonly Exchange[]): FixtureFile {
  const asked = groupBy(exchanges, ({ question }) => JSON.stringify(matchOf(question)));
  const fixtures = asked.flatMap((same) => {
    const agents = groupBy(same, ({ question }) => beginningOf(question));
    return agents.map((exchangesOfAgent) => fixtureOf(exchangesOfAgent, agents.length > 1));
  });
  return { fixtures };
}

function fixtureOf(exchanges: readonly Exchange[], tellsAgent: boolean): WrittenFixture {
  const [first] = exchanges;
  const instructions = first ? beginningOf(first.question) : "";
  const match = {
    ...(first && matchOf(first.question)),
    ...(tellsAgent && instructions !== "" && { instructions }),
  };
  const answers = exchanges.map(({ answer }) => escapePlaceholders(answer) as Exchange["answer"]);
  const different = groupBy(answers, (answer) => JSON.stringify(answer)).length > 1;
  return different ? written(match, answers) : written(match, answers.slice(0, 1));
}

function written(match: object, answers: readonly Exchange["answer"][]): WrittenFixture {
  const said = answers.map(({ toolCalls, citations, ...answer }) => ({
    ...answer,
    ...(citations && { citations: [...citations] }),
    ...(toolCalls && { toolCalls: [...toolCalls] }),
  }));
  const [answer] = said;
  return said.length > 1 || !answer ? { match, answers: said } : { match, answer };
}

/** What tells a question from the others of its conversation. */
function matchOf(question: Question) {
  const { text, turn, toolResult, toolCalls, note, attachments, forcedTool } = question;
  return {
    ...(asksForTitle(question) && { title: true as const }),
    ...(text !== "" && { text, whole: true }),
    turn,
    ...(toolResult && { toolResult: toolResult.name || (true as const) }),
    ...(note !== null && { note: true as const }),
    ...(toolCalls > 0 && { toolCalls }),
    ...(attachments.length > 0 && { attachments: true }),
    ...(forcedTool !== null && { forcedTool }),
  };
}

function beginningOf({ instructions }: Question): string {
  const [line = ""] = instructions.trim().split("\n");
  // A word that is cut in two would not be found again.
  return line.length <= INSTRUCTIONS_LENGTH
    ? line
    : line.slice(0, INSTRUCTIONS_LENGTH).replace(/\s+\S*$/, "");
}

function groupBy<Entry>(entries: readonly Entry[], key: (entry: Entry) => string): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = key(entry);
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups.values()];
}
