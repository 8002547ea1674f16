import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ofType, type Person, type RunningApp, startApp, threadOf } from "./helpers/app.ts";

let app: RunningApp;
let ada: Person;

beforeAll(async () => {
  app = await startApp();
  ada = await app.person();
});

afterAll(() => app.close());

/** What was said in a thread, in order. */
async function said(threadId: string): Promise<string[]> {
  const items = await ada.items(threadId);
  return items.map(({ content }) => content?.[0].text);
}

describe("the assistant", () => {
  it("answers, and remembers", async () => {
    app.model.say("Hello Ada.");
    const events = await ada.say("Hi");
    const threadId = threadOf(events);
    expect(events.slice(0, 3).map(({ type }) => type)).toEqual([
      "thread.created",
      "thread.item.done",
      "stream_options",
    ]);
    expect(await said(threadId)).toEqual(["Hi", "Hello Ada."]);
    expect(app.model.keys.at(-1)).toBe("Bearer sk-test-0123456789");

    app.model.say("As I said.");
    await ada.say("Again", threadId);
    const input = JSON.stringify(app.model.requests.at(-1)?.input);
    expect(input).toMatch(/Hi.*Hello Ada\..*Again/);
  });

  it("gives a thread a title, and leaves alone one that a person gave", async () => {
    app.model.title = '"Greeting"';
    const threadId = threadOf(await ada.say("Hi"));
    expect(await ada.ask("threads.get_by_id", { thread_id: threadId })).toMatchObject({
      title: "Greeting",
    });
    await ada.ask("threads.update", { thread_id: threadId, title: "Mine" });
    await ada.say("Hi again", threadId);
    const { data } = await ada.ask("threads.list");
    expect(data[0].title).toBe("Mine");
  });

  it("does not wait for a title that is long in coming", async () => {
    app.model.titleMs = 60_000;
    const began = Date.now();
    const threadId = threadOf(await ada.say("Hi"));
    expect(Date.now() - began).toBeLessThan(5_000);
    app.model.titleMs = 0;
    await ada.say("Hi again", threadId);
    const thread = await ada.ask("threads.get_by_id", { thread_id: threadId });
    expect(thread.title).toBe(app.model.title.replaceAll('"', ""));
  });

  it("keeps the answers of providers that repeat their ids", async () => {
    app.model.hasOneId = true;
    app.model.say("One.");
    app.model.say("Two.");
    const threadId = threadOf(await ada.say("First"));
    await ada.say("Second", threadId);
    expect(await said(threadId)).toEqual(["First", "One.", "Second", "Two."]);
    app.model.hasOneId = false;
  });

  it("reads the newest twenty items", async () => {
    // Each person may ask so often in a minute, and this takes many words.
    const bob = await app.person();
    const threadId = threadOf(await bob.say("0"));
    for (let number = 1; number <= 12; number++) {
      await bob.say(String(number), threadId);
    }
    const input = app.model.requests.at(-1)?.input ?? [];
    expect(input).toHaveLength(20);
    expect(JSON.stringify(input.at(-1))).toContain('"12"');
  });

  it("tries again", async () => {
    app.model.say("Wrong.");
    const threadId = threadOf(await ada.say("Hi"));
    const [message] = await ada.items(threadId);
    app.model.say("Right.");
    await ada.stream("threads.retry_after_item", { thread_id: threadId, item_id: message.id });
    expect(await said(threadId)).toEqual(["Hi", "Right."]);
  });

  it("keeps what was said when somebody stops it, and knows that they did", async () => {
    app.model.say("Once upon a time");
    app.model.isSlow = true;
    const stop = new AbortController();
    const input = {
      content: [{ type: "input_text", text: "Tell me a story" }],
      attachments: [],
      inference_options: {},
    };
    const response = await ada.send("threads.create", { input }, { signal: stop.signal });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes("Once")) {
        break;
      }
    }
    stop.abort();
    app.model.isSlow = false;
    const threadId = JSON.parse(text.slice("data: ".length, text.indexOf("\n"))).thread.id;
    while ((await said(threadId)).length < 2) {
      await sleep(20);
    }
    expect(await said(threadId)).toEqual(["Tell me a story", "Once "]);

    await ada.say("Never mind", threadId);
    expect(JSON.stringify(app.model.requests.at(-1)?.input)).toMatch(/cancel/i);
  });

  it("keeps an opinion", async () => {
    const threadId = threadOf(await ada.say("Hi"));
    const [, answer] = await ada.items(threadId);
    const params = { thread_id: threadId, item_ids: [answer.id], kind: "positive" };
    expect(await ada.ask("items.feedback", params)).toEqual({});
    const gone = { ...params, item_ids: ["msg_nowhere"] };
    expect(await ada.refusal("items.feedback", gone)).toEqual([404, "not_found"]);
  });
});

describe("a failure of the model", () => {
  it.each([
    [401, undefined, /refused the API key/, false],
    [404, undefined, /has no model/, false],
    [429, "insufficient_quota", /no credit/, false],
    [429, undefined, /too many requests/, true],
    [500, undefined, /has a problem/, true],
  ] as const)("%i %s is put in words", async (status, code, words, allowRetry) => {
    app.model.fail(status, code ? { code } : {});
    const [error] = ofType(await ada.say("Hi"), "error");
    expect(error.message).toMatch(words);
    expect(error.allow_retry).toBe(allowRetry);
  });

  it("is logged without the key, whatever that looks like", async () => {
    const key = "gw_supersecretgateway0123456789";
    const gateway = await startApp({ OPENAI_API_KEY: key });
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    gateway.model.fail(401, { message: `Incorrect key ${key}` });
    await (await gateway.person()).say("Hi");
    expect(log.mock.calls.join()).toContain("Incorrect key …6789");
    expect(log.mock.calls.join()).not.toContain("supersecret");
    log.mockRestore();
    await gateway.close();
  });

  it.each([
    [{ OPENAI_API_KEY: "", OPENAI_BASE_URL: "" }, /no OpenAI API key/, true],
    [{ OPENAI_API_KEY: "sk-tüst-0123456789" }, /characters that no key has/, false],
  ])("%o is told before the model is asked", async (variables, words, allowRetry) => {
    const broken = await startApp(variables);
    const person = await broken.person();
    const [error] = ofType(await person.say("Hi"), "error");
    expect(error.message).toMatch(words);
    expect(error.allow_retry).toBe(allowRetry);
    expect(broken.model.requests).toEqual([]);
    await broken.close();
  });
});

describe("a request", () => {
  it.each(["", "{", "[]", '{"type":"threads.fly","params":{}}'])(
    "%j is refused before a stream begins",
    async (body) => {
      const response = await ada.fetch("/chatkit", { method: "POST", body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: "bad_request" } });
    },
  );

  it("for what belongs to somebody else finds nothing", async () => {
    const bob = await app.person();
    const threadId = threadOf(await ada.say("A secret"));
    const [item] = await ada.items(threadId);
    const thread = { thread_id: threadId };
    const input = { content: [], attachments: [], inference_options: {} };
    const attempts = {
      "threads.get_by_id": thread,
      "items.list": thread,
      "threads.update": { ...thread, title: "Mine" },
      "threads.delete": thread,
      "items.feedback": { ...thread, item_ids: [item.id], kind: "positive" },
      "threads.add_user_message": { ...thread, input },
      "threads.retry_after_item": { ...thread, item_id: item.id },
      "threads.add_client_tool_output": { ...thread, result: {} },
    };
    for (const [type, params] of Object.entries(attempts)) {
      expect([type, ...(await bob.refusal(type, params))]).toEqual([type, 404, "not_found"]);
    }
    expect(await bob.ask("threads.list")).toMatchObject({ data: [] });
    expect(await ada.items(threadId)).toHaveLength(2);
  });

  it.each(["/chatkit", "/api/attachments", "/api/anything"])(
    "to %s needs an identity",
    async (path) => {
      const response = await app.stranger().fetch(path, { method: "POST", body: "{}" });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: "not_identified" } });
    },
  );

  it("of another site's page is refused", async () => {
    const headers = { Origin: "https://evil.example" };
    const response = await ada.fetch("/chatkit", { method: "POST", body: "{}", headers });
    expect(response.status).toBe(403);
  });
});

it("stops an answer that its page has left, on request", async () => {
  const stopped = await ada.fetch("/api/turns/0123456789abcdef/stop", { method: "POST" });
  expect(stopped.status).toBe(204);
  // No page names an answer so.
  const refused = await ada.fetch("/api/turns/short/stop", { method: "POST" });
  expect(refused.status).toBe(404);
});

it("says at another host that ChatKit's domain key is missing", async () => {
  const identity = async (host: string) => {
    const headers = { "X-Forwarded-Host": host };
    const response = await ada.fetch("/api/identity", { method: "POST", headers });
    const { problems } = (await response.json()) as { problems: { code: string }[] };
    return problems.map(({ code }) => code);
  };
  expect(await identity("chat.example")).toEqual(["domain_key_placeholder"]);
  expect(await identity("localhost:3000")).toEqual([]);
});
