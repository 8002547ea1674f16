import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { environmentWith, officialPython } from "../../helpers/official-python.ts";
import { run } from "../../helpers/processes.ts";
import { hasPython } from "../../helpers/requirement.ts";
import { serveModel } from "./model-server.ts";

const SCRIPT = fileURLToPath(new URL("./python/use_sdks.py", import.meta.url));

test.skipIf(!hasPython())(
  "the official SDKs for Python run whole loops against the routes",
  async () => {
    const { baseURL, close } = await serveModel();
    const env = environmentWith({
      PYTHONDONTWRITEBYTECODE: "1",
      OPENAI_BASE_URL: baseURL,
      OPENAI_API_KEY: "sk-offline-0",
      NO_PROXY: "127.0.0.1",
    });
    const finished = await run(await officialPython(), [SCRIPT], { cwd: import.meta.dirname, env });
    await close();
    expect(finished.code, finished.output).toBe(0);
    const told = JSON.parse(finished.output);
    expect(told.client).toMatchObject({
      whole: expect.stringMatching(/^1\. A list/),
      events: expect.arrayContaining([
        "response.completed",
        "response.output_text.delta",
        "response.reasoning_summary_text.delta",
      ]),
      streamed: expect.stringContaining("391"),
      parsed: true,
      chained: expect.stringContaining("`m`"),
      chat: expect.stringMatching(/^1\. A list/),
      tokens: expect.any(Number),
      transcript: expect.stringContaining("offline"),
      limited: "rate_limit_exceeded",
      without_key: 401,
    });
    expect(told.client.tokens).toBeGreaterThan(0);
    for (const agents of [told.responses, told.chat_completions]) {
      expect(agents).toMatchObject({
        items: ["tool_called", "tool_output", "message_output_created"],
        said: expect.stringMatching(/May in Paris.*20° by day/),
        forced: expect.stringContaining("Lima"),
        planned: true,
      });
      expect(agents.deltas).toBeGreaterThan(10);
    }
  },
  300_000,
);
