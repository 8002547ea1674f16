import { createHash } from "node:crypto";
import { execBounded, execTrusted, RegexTimeout } from "./bounded-regex.ts";
import { builtInFixtures, fallbackFixtures } from "./built-in.ts";
import { answerOf } from "./fixtures/answer-of.ts";
import {
  FIXTURES_DIRECTORY,
  type NamedFixture,
  watchFixtureFiles,
} from "./fixtures/fixture-files.ts";
import { asksForTitle, matches, type SearchedQuestion, searched } from "./fixtures/matches.ts";
import { obstacleTo } from "./fixtures/obstacle.ts";
import type { FixtureAnswer } from "./fixtures/schema.ts";
import type { Captured } from "./fixtures/text-pattern.ts";
import type { Answer, Question, ScriptedModel } from "./model.ts";
import { createPace } from "./pace.ts";
import { requestedCall, requiredCall } from "./unscripted-calls.ts";

export interface ScriptedModelOptions {
  /** Directory of the app, whose `chatkit/fixtures/*.json` come before what is built in. */
  readonly cwd: string;
  readonly speed: "readable" | "instant";
  /** A question that no fixture matches is answered with an error. */
  readonly strict: boolean;
  /** Told of fixture files that cannot be used, and of fixtures that cannot answer. */
  readonly onWarning: (message: string, hint: string | null) => void;
}

/** How many questions without a fixture are kept to be told. */
const MOST_UNMATCHED = 100;
const TOLD_LENGTH = 200;
/** How many different questions are remembered for fixtures with several answers. */
const MOST_REPEATED = 1000;

/** A sample's question is short; a regular expression can take for ever on a long text. */
const TEXT_LOOKED_AT = 500;
/** What a tool or the app told may be longer. */
const TOLD_LOOKED_AT = 4000;

const TRY_NEXT = "The next fixture is tried.";
const MEND = "The file is left out until it is mended; it is read again when it changes.";

interface Found {
  readonly id: string;
  readonly given: FixtureAnswer;
  readonly captured: Captured;
}

/**
 * Makes a model that answers from the app's fixtures, and from built-in ones after them.
 *
 * The files are read at once, so that `onWarning` tells of broken ones before the first question,
 * and again whenever they change.
 */
export function createScriptedModel(options: ScriptedModelOptions): ScriptedModel {
  const { strict, onWarning } = options;
  const pace = createPace(options.speed);
  const unmatched = new Set<string>();
  const asked = new Map<string, number>();
  const warned = new Set<string>();
  const warnOnce = (message: string, hint: string) => {
    if (!warned.has(message)) onWarning(message, hint);
    warned.add(message);
  };
  const miss = (words: string) => {
    if (unmatched.size < MOST_UNMATCHED) unmatched.add(words);
  };
  const files = watchFixtureFiles(options.cwd, (lines) => {
    for (const line of lines) {
      onWarning(line, MEND);
      if (strict) miss(`anything, while a fixture file is broken: ${line}`);
    }
  });
  files();

  /** Which answer it is this time: what is asked again, as by a retry, gets the next one. */
  const answerThisTime = ({ id, fixture }: NamedFixture, question: Question) => {
    const { answer, answers = [] } = fixture;
    if (answer) return answer;
    const { text, turn, toolCalls } = question;
    const asking = JSON.stringify([id, text, turn, toolCalls]);
    // A thousand long messages are more than has to be kept.
    const key = createHash("sha256").update(asking).digest("base64");
    const times = asked.get(key) ?? 0;
    const oldest = asked.size >= MOST_REPEATED ? asked.keys().next().value : undefined;
    if (oldest !== undefined) asked.delete(oldest);
    asked.set(key, times + 1);
    return answers[times % answers.length];
  };

  /** Whether a fixture matches, and what it captured. One that takes too long does not. */
  const capturedBy = ({ id, fixture }: NamedFixture, asked: SearchedQuestion) => {
    try {
      return matches(fixture, asked);
    } catch (error) {
      if (!(error instanceof RegexTimeout)) throw error;
      warnOnce(`${id} does not match, since ${error.message}`, TRY_NEXT);
      return null;
    }
  };

  const find = (fixtures: readonly NamedFixture[], question: Question): Found | null => {
    const whole = searched(question, execBounded);
    const beginning = searched(beginningOf(question), execTrusted);
    for (const candidate of fixtures) {
      const captured = capturedBy(candidate, candidate.isBuiltIn ? beginning : whole);
      if (!captured) continue;
      const obstacle = obstacleTo(candidate, question);
      if (obstacle === null) {
        const given = answerThisTime(candidate, question);
        if (given) return { id: candidate.id, given, captured };
      } else if (!candidate.isBuiltIn && question.tools.length > 0) {
        warnOnce(`${candidate.id} matches, but ${obstacle}.`, TRY_NEXT);
      }
    }
    return null;
  };

  const answer = (question: Question): { answer: Answer; fixture: string | null } => {
    const own = files();
    if (strict && own.faults.length > 0)
      return refuse(`A fixture file is broken. ${own.faults[0]}`);
    const found = find(own.fixtures, question) ?? find(builtInFixtures, question);
    if (found)
      return { answer: answerOf(found.given, question, found.captured), fixture: found.id };
    if (strict) {
      miss(toldOf(question));
      return refuse(`No fixture matches ${toldOf(question)}. ${howToAdd(question)}`);
    }
    const call = requiredCall(question) ?? requestedCall(question);
    if (call) return { answer: { toolCalls: [call] }, fixture: null };
    const last = find(fallbackFixtures, question);
    if (!last) throw new Error("No built-in fixture answers what nothing else does.");
    return { answer: answerOf(last.given, question, last.captured), fixture: null };
  };

  return {
    answer(question) {
      const answered = answer(question);
      const delayMs = pace.delayOf(answered.answer.delayMs);
      return { ...answered, answer: { ...answered.answer, delayMs } };
    },
    unmatched: () => [...unmatched],
    stream: pace.stream,
  };
}

/** As much of a question as our own regular expressions are made for. */
function beginningOf(question: Question): Question {
  const { text, toolResult, note } = question;
  return {
    ...question,
    text: text.slice(0, TEXT_LOOKED_AT),
    toolResult: toolResult && {
      ...toolResult,
      output: toolResult.output.slice(0, TOLD_LOOKED_AT),
    },
    note: note?.slice(0, TOLD_LOOKED_AT) ?? null,
  };
}

function refuse(message: string): { answer: Answer; fixture: null } {
  const error = { status: 400, code: "offline_unmatched", message, retry: false };
  return { answer: { error }, fixture: null };
}

/** The first words of a text; a word that is cut in two would not be found in it. */
function wordsWithin(text: string, length: number): string {
  return text.slice(0, length).replace(/\S*$/, "").trim();
}

function toldOf({ text, turn, toolResult, note }: Question): string {
  const shown = text.length > TOLD_LENGTH ? `${text.slice(0, TOLD_LENGTH)}…` : text;
  const after = toolResult
    ? `, after ${toolResult.name} was called`
    : note === null
      ? ""
      : ", after the app told what happened";
  return `${JSON.stringify(shown)} (message ${turn}${after})`;
}

/** Tells of a fixture that would match. */
function howToAdd(question: Question): string {
  const { text, toolResult, note } = question;
  const words = text.length > TOLD_LENGTH ? wordsWithin(text, TOLD_LENGTH) : text;
  const match = {
    ...(words !== "" && { text: words }),
    ...(asksForTitle(question) && { title: true }),
    ...(toolResult && { toolResult: toolResult.name || true }),
    ...(note !== null && { note: true }),
  };
  const example = JSON.stringify({ fixtures: [{ match, answer: { text: "…" } }] });
  return `Add one to a file of ${FIXTURES_DIRECTORY}, such as ${example}`;
}
