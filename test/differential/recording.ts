import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Answer } from "./conversation.ts";

const RECORDED = fileURLToPath(new URL("./recorded", import.meta.url));

const fileOf = (scenario: string) =>
  `${RECORDED}/${scenario.toLowerCase().replace(/[^a-z]+/g, "-")}.json`;

/** What the official server answered when it was last asked; undefined if it never was. */
export function readRecording(scenario: string): readonly Answer[] | undefined {
  const file = fileOf(scenario);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Keeps what the official server answered, one event a line. */
export function writeRecording(scenario: string, answers: readonly Answer[]): void {
  mkdirSync(RECORDED, { recursive: true });
  writeFileSync(fileOf(scenario), `[\n${answers.map(layOut).join(",\n")}\n]\n`);
}

/** Forgets recordings of scenarios that are no more. */
export function forgetRecordings(except: readonly string[]): void {
  const kept = new Set(except.map(fileOf));
  for (const name of readdirSync(RECORDED)) {
    const file = `${RECORDED}/${name}`;
    if (!kept.has(file)) rmSync(file);
  }
}

function layOut(answer: Answer): string {
  const { to, status, events, body, model, broke } = answer;
  const members = [
    `"to": ${JSON.stringify(to)}`,
    `"status": ${status}`,
    ...(events ? [`"events": ${lines(events)}`] : []),
    ...(broke ? [`"broke": true`] : []),
    ...(body === undefined ? [] : [`"body": ${lay(body)}`]),
    ...(model ? [`"model": [${model.map(lay).join(",\n ")}]`] : []),
  ];
  return `{${members.join(",\n ")}}`;
}

/** A list has one entry a line, and so has a list in an object. */
function lay(value: unknown): string {
  if (Array.isArray(value)) return lines(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, entry]) =>
      `${JSON.stringify(key)}: ${Array.isArray(entry) ? lines(entry) : JSON.stringify(entry)}`,
  );
  return `{${members.join(", ")}}`;
}

const lines = (values: readonly unknown[]) =>
  values.length === 0
    ? "[]"
    : `[\n  ${values.map((value) => JSON.stringify(value)).join(",\n  ")}\n ]`;
