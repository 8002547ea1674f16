import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasPython } from "../helpers/requirement.ts";
import { converse } from "./conversation.ts";
import { type ScriptedModel, startScriptedModel } from "./model-server.ts";
import { startPython } from "./python-server.ts";
import { forgetRecordings, readRecording, writeRecording } from "./recording.ts";
import { SCENARIOS } from "./scenarios.ts";

/*
 * That the recordings are what the official server answers. It takes Python and PyPI, so it runs
 * where `CI=true`, and with `RECORD=1`, which writes the recordings anew.
 */

const records = process.env.RECORD === "1";
const asks = (records || process.env.CI === "true") && hasPython();

describe.skipIf(!asks)("the official Python server", () => {
  let model: ScriptedModel;
  let python: Awaited<ReturnType<typeof startPython>>;

  beforeAll(async () => {
    if (records) forgetRecordings(SCENARIOS.map(({ name }) => name));
    model = await startScriptedModel();
    python = await startPython(model.baseUrl);
  }, 300_000);
  afterAll(async () => {
    await python?.close();
    await model?.close();
  });

  test.each(SCENARIOS)(
    "answers as recorded: $name",
    async (scenario) => {
      const { answers } = await converse(scenario, python, model);
      if (records) writeRecording(scenario.name, answers);
      expect(answers).toEqual(readRecording(scenario.name));
    },
    20_000,
  );
});
