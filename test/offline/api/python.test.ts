import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentWith, officialPython } from "../../helpers/official-python.ts";
import { run } from "../../helpers/processes.ts";
import { hasPython } from "../../helpers/requirement.ts";
import { openConversation } from "../hosted/conversation.ts";
import { KEY, type StandIn, startStandIn } from "./stand-in.ts";

const SCRIPT = fileURLToPath(new URL("./python/sessions_and_threads.py", import.meta.url));

describe.skipIf(!hasPython())("OpenAI's package for Python", () => {
  let standIn: StandIn;
  let python: string;
  const threadIds: string[] = [];

  beforeAll(async () => {
    python = await officialPython();
    standIn = await startStandIn();
    const chat = await openConversation(standIn, { user: "ada" });
    for (const text of ["One", "Two", "Three", "Four", "Five"]) {
      threadIds.push((await chat.begin(text)).threadId);
    }
  }, 300_000);
  afterAll(() => standIn?.close());

  test("finds sessions and threads as it expects them", async () => {
    const { code, output } = await run(python, [SCRIPT, "ada", JSON.stringify(threadIds)], {
      cwd: import.meta.dirname,
      env: environmentWith({
        OPENAI_BASE_URL: `${standIn.url}v1`,
        OPENAI_API_KEY: KEY,
        NO_PROXY: "127.0.0.1",
        PYTHONDONTWRITEBYTECODE: "1",
      }),
    });
    expect(output).toMatch(/^\{/);
    expect(code).toBe(0);
    const refusal = (name: string, status: number, more: object = {}) => ({
      class: name,
      status,
      type: "invalid_request_error",
      param: null,
      code: null,
      request_id: true,
      ...more,
    });
    expect(JSON.parse(output)).toEqual({
      session: expect.objectContaining({
        id: expect.stringMatching(/^cksess_/),
        client_secret: expect.stringMatching(/^ek_/),
        user: "ada",
        status: "active",
        max_requests_per_1_minute: 3,
      }),
      cancelled: "cancelled",
      listed: threadIds,
      listed_async: threadIds.slice(0, -1),
      thread: {
        id: threadIds[0],
        object: "chatkit.thread",
        created_at: expect.any(Number),
        title: "About One",
        user: "ada",
        status: { type: "active" },
      },
      items: [
        ["ChatKitThreadUserMessageItem", "chatkit.user_message"],
        ["ChatKitThreadAssistantMessageItem", "chatkit.assistant_message"],
      ],
      deleted: { id: threadIds.at(-1), object: "chatkit.thread.deleted", deleted: true },
      refused: {
        unknown: refusal("BadRequestError", 400, { param: "metadata", code: "unknown_parameter" }),
        seconds: refusal("BadRequestError", 400, {
          param: "expires_after.seconds",
          code: "invalid_value",
        }),
        workflow: refusal("NotFoundError", 404),
        session: refusal("NotFoundError", 404),
        thread: refusal("NotFoundError", 404),
        limit: refusal("BadRequestError", 400, { param: "limit", code: "invalid_value" }),
        key: refusal("AuthenticationError", 401, { code: "invalid_api_key" }),
      },
    });
  }, 60_000);
});
