import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type App, type AppAnswers, createApp, type RunningApp } from "../helpers/app.ts";
import { hasBrowser, openBrowser, type Visitor } from "../helpers/browser.ts";
import { type ChatPage, openChat } from "../helpers/chat-page.ts";
import type { Failure } from "../helpers/http.ts";
import { until } from "../helpers/processes.ts";
import { hasPython, hasRegistry } from "../helpers/requirement.ts";
import { type ResponsesServer, startResponses } from "../helpers/responses-server.ts";
import { type ScriptServer, serveScript } from "../helpers/script-server.ts";
import { ApiVisitor, type Json, say, type Wire } from "../helpers/visitor.ts";
import {
  developsOnOneAddress,
  heedsItsSettings,
  keepsItsSecrets,
  passesItsOwnChecks,
  type Subject,
  servesItsPage,
} from "./common.ts";

const KEY = "sk-test-self-hosted-0123456789abcdef3f9a";
const SECRET = "a-secret-of-the-test-that-is-long-enough-0123456789";
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

const canRun = hasRegistry && hasPython();

interface SelfHosted extends Subject {
  readonly model: ResponsesServer;
  readonly answers: AppAnswers;
}

/**
 * Everything that is promised of a self-hosted app with these answers.
 *
 * @param extent `pair` leaves out what does not depend on the pair of answers that is tested
 */
export function describeSelfHosted(answers: AppAnswers, extent: "whole" | "pair" = "whole"): void {
  const title = [answers.frontend, "self-hosted", answers.sample, answers.store].join(" ");
  describe.skipIf(!canRun)(title, () => {
    let app: App;
    let model: ResponsesServer;
    let script: ScriptServer;
    const subject = (): SelfHosted => ({
      app,
      model,
      answers,
      scriptUrl: script.scriptUrl,
      secrets: [KEY, SECRET],
      answer: "You said: Hello there",
      required: ["OPENAI_API_KEY"],
      guarded: "/chatkit",
      bodyLimit: 25 * 2 ** 20,
      problemsElsewhere: ["domain_key_placeholder"],
      logsEvents: answers.sample === "tour",
    });

    beforeAll(async () => {
      model = await startResponses({ apiKey: KEY });
      script = await serveScript();
      app = await createApp(answers);
      await app.setEnv({
        OPENAI_API_KEY: KEY,
        OPENAI_BASE_URL: model.baseUrl,
        CHATKIT_SCRIPT_URL: script.scriptUrl,
        CHATKIT_SECRET: SECRET,
      });
    });
    afterEach(() => model.failWith(null));
    afterAll(async () => {
      await app?.remove();
      await Promise.all([model?.close(), script?.close()]);
    });

    passesItsOwnChecks(subject);
    keepsItsSecrets(subject);
    outlivesACrash(subject);
    if (answers.sample === "tour") showsTheTour(subject);
    if (extent === "pair") return;
    servesItsPage(subject);
    heedsItsSettings(subject);
    speaksTheProtocol(subject);
    takesAttachments(subject);
    developsOnOneAddress(subject);
  });
}

/** A conversation without a browser: order of events, privacy, limits, errors. */
function speaksTheProtocol(subject: () => SelfHosted): void {
  describe("its protocol", () => {
    let running: RunningApp;

    beforeAll(async () => {
      running = await subject().app.start("start");
    });
    afterAll(() => running?.crash());

    test("streams an answer and keeps the thread for its owner alone", async () => {
      const { model } = subject();
      const owner = await newVisitor(running);
      const { status, events } = await owner.chatkit("threads.create", { input: say("Hello") });
      expect(status).toBe(200);
      expect(events.slice(0, 3).map(({ type }) => type)).toEqual([
        "thread.created",
        "thread.item.done",
        "stream_options",
      ]);
      expect(textOf(events)).toBe("You said: Hello");
      expect(model.requests.at(-1)?.body.model ?? "").not.toBe("");
      const thread_id = threadOf(events);

      const listed = await owner.chatkit("threads.list", { limit: 20, order: "desc" });
      expect(listed.body.data.map(({ id }: Json) => id)).toEqual([thread_id]);
      const kept = await owner.chatkit("threads.get_by_id", { thread_id });
      expect(kept.body.items.data.map(({ type }: Json) => type)).toEqual([
        "user_message",
        "assistant_message",
      ]);

      const stranger = await newVisitor(running);
      expect((await stranger.chatkit("threads.list", {})).body.data).toEqual([]);
      for (const [type, params] of [
        ["threads.get_by_id", { thread_id }],
        ["items.list", { thread_id }],
        ["threads.update", { thread_id, title: "Mine now" }],
        ["threads.add_user_message", { thread_id, input: say("Let me in") }],
        ["threads.custom_action", { thread_id, action: { type: "x" } }],
      ] as const) {
        const answer = await stranger.chatkit(type, params);
        expect([answer.status, textOf(answer.events)], type).toEqual([404, ""]);
      }
      await stranger.chatkit("threads.delete", { thread_id });
      expect((await owner.chatkit("threads.get_by_id", { thread_id })).status).toBe(200);
      await owner.chatkit("threads.delete", { thread_id });
      expect((await owner.chatkit("threads.get_by_id", { thread_id })).status).toBe(404);
    });

    test("remembers the conversation, in order, beyond a page of items", async () => {
      const { model } = subject();
      const visitor = await newVisitor(running);
      const { events } = await visitor.chatkit("threads.create", { input: say("Turn 1") });
      const thread_id = threadOf(events);
      for (let turn = 2; turn <= 12; turn++)
        await visitor.chatkit("threads.add_user_message", {
          thread_id,
          input: say(`Turn ${turn}`),
        });
      const seen = JSON.stringify(model.requests.findLast(asked("Turn 12"))?.body.input);
      expect(seen.indexOf("Turn 12")).toBeGreaterThan(seen.indexOf("Turn 11"));

      const { body } = await visitor.chatkit("threads.get_by_id", { thread_id });
      const rest = await visitor.chatkit("items.list", {
        thread_id,
        order: "asc",
        after: body.items.after,
      });
      const items = [...body.items.data, ...rest.body.data];
      expect(items).toHaveLength(24);
      expect(new Set(items.map(({ id }) => id)).size).toBe(24);
      const said = items.filter(({ type }) => type === "user_message");
      expect(said.map(({ content }) => content[0].text)).toEqual(
        Array.from({ length: 12 }, (_, index) => `Turn ${index + 1}`),
      );
    });

    test("names a thread by what was said in it", async () => {
      const visitor = await newVisitor(running);
      await visitor.chatkit("threads.create", { input: say("Tell me about penguins") });
      const title = await until("a title", async () => {
        const { body } = await visitor.chatkit("threads.list", {});
        return body.data[0].title as string | undefined;
      });
      expect(title).toContain("penguins");
    });

    test("answers what it does not understand with 400, and what is not there with 404", async () => {
      const visitor = await newVisitor(running);
      for (const body of ["{", "{}", '{"type":"threads.fly","params":{}}', "[]"]) {
        const answer = await visitor.fetch("/chatkit", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        expect(answer.status, body).toBe(400);
        const { error } = (await answer.json()) as Json;
        expect(error.code).toBe("bad_request");
        expect(JSON.stringify(error)).not.toMatch(/Traceback|pydantic|\.py/);
      }
      const gone = await visitor.chatkit("threads.get_by_id", { thread_id: "thr_none" });
      expect(gone).toMatchObject({ status: 404, body: { error: { message: expect.any(String) } } });
    });

    test.each<[Failure, RegExp]>([
      ["unauthorized", /key/i],
      ["forbidden", /key|permission|refused/i],
      ["rate_limited", /too many|limit|busy|wait/i],
      ["server_error", /OpenAI/],
      ["reset", /OpenAI/],
    ])("words the model's failure %s in the chat", async (failure, words) => {
      const { model } = subject();
      const visitor = await newVisitor(running);
      model.failWith(failure);
      const { status, events } = await visitor.chatkit("threads.create", { input: say("Hello") });
      expect(status).toBe(200);
      const errors = events.filter(({ type }) => type === "error");
      expect(errors).toHaveLength(1);
      expect(errors[0]?.message).toMatch(words);
      expect(JSON.stringify(events)).not.toMatch(/sk-test|Traceback/);
    });

    test("stops the model when the reader leaves, and keeps what was said", async () => {
      const { model } = subject();
      const visitor = await newVisitor(running);
      const leaving = new AbortController();
      const answer = await visitor.fetch("/chatkit", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "threads.create", params: { input: say("Be slow") } }),
        signal: leaving.signal,
      });
      let text = "";
      const decoder = new TextDecoder();
      for await (const chunk of answer.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        if (text.includes("word3")) break;
      }
      leaving.abort();
      await until(
        "the model to be stopped",
        () => model.requests.findLast(({ reply }) => reply.kind === "slow")?.aborted,
        10_000,
      );
      const thread_id = JSON.parse(text.slice(6, text.indexOf("\n"))).thread.id;
      const partial = await until("the partial answer", async () => {
        const { body } = await visitor.chatkit("threads.get_by_id", { thread_id });
        return body.items.data.find(({ type }: Json) => type === "assistant_message") as Json;
      });
      expect(partial.content[0].text).toContain("word3");
    });

    test("limits how often a user may ask", async () => {
      const visitor = await newVisitor(running);
      const statuses = [];
      const ask = () => visitor.chatkit("threads.create", { input: say("Hello") });
      for (let i = 0; i < 30; i++) statuses.push((await ask()).status);
      expect(statuses).toEqual(Array(30).fill(200));
      const refused = await visitor.fetch("/chatkit", {
        method: "POST",
        body: JSON.stringify({ type: "threads.create", params: { input: say("Hello") } }),
        headers: { "content-type": "application/json" },
      });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ error: { code: "rate_limited" } });
    });

    test("stops on SIGTERM within seconds although an answer is being written", async () => {
      const visitor = await newVisitor(running);
      const answer = await visitor.fetch("/chatkit", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "threads.create", params: { input: say("Be slow") } }),
      });
      const reader = answer.body?.getReader();
      await reader?.read();
      const asked = Date.now();
      await running.stop("SIGTERM");
      expect(Date.now() - asked).toBeLessThan(10_000);
      await reader?.cancel().catch(() => {});
    });
  });
}

/** Files: two-phase and direct, limits, and what a stranger gets of them. */
function takesAttachments(subject: () => SelfHosted): void {
  describe("its attachments", () => {
    let running: RunningApp;
    let visitor: ApiVisitor;

    beforeAll(async () => {
      running = await subject().app.start("start");
      visitor = await newVisitor(running);
    });
    afterAll(() => running?.crash());

    const announce = (name: string, size: number, mime_type: string) =>
      visitor.chatkit("attachments.create", { name, size, mime_type });

    test.each(["POST multipart", "PUT raw"])("arrive by a signed address: %s", async (way) => {
      const { model } = subject();
      const announced = await announce("dot.png", PNG.length, "image/png");
      expect(announced.status).toBe(200);
      const { id, upload_descriptor, preview_url } = announced.body;
      expect(new URL(upload_descriptor.url).origin).toBe(running.origin);
      const form = new FormData();
      form.append("file", new Blob([PNG], { type: "image/png" }), "dot.png");
      const origin = new URL(subject().scriptUrl).origin;
      const uploaded = await fetch(upload_descriptor.url, {
        ...(way === "PUT raw"
          ? { method: "PUT", body: PNG, headers: { "content-type": "image/png", origin } }
          : { method: "POST", body: form, headers: { origin } }),
      });
      expect(uploaded.status).toBe(200);
      expect(uploaded.headers.get("access-control-allow-origin")).toBe(origin);
      expect(uploaded.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      const shown = await fetch(preview_url);
      expect(shown.headers.get("content-type")).toBe("image/png");
      expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);

      const input = say("What is this?", { attachments: [id] });
      const { events } = await visitor.chatkit("threads.create", { input });
      expect(textOf(events)).toContain(`[image image/png, ${PNG.length} bytes]`);
      expect(model.requests.length).toBeGreaterThan(0);
      const kept = events.find(({ type }) => type === "thread.item.done")?.item as Json;
      expect(kept.attachments[0]).toMatchObject({ id, type: "image", name: "dot.png" });
      expect(kept.attachments[0].upload_descriptor).toBeUndefined();
    });

    test("let OpenAI's frame in, and nobody else", async () => {
      const { body } = await announce("a.txt", 1, "text/plain");
      const preflight = (origin: string, url: string) =>
        fetch(url, {
          method: "OPTIONS",
          headers: { origin, "access-control-request-method": "POST" },
        });
      const allowed = "access-control-allow-origin";
      const frame = "https://cdn.platform.openai.com";
      const url = body.upload_descriptor.url;
      expect((await preflight(frame, url)).headers.get(allowed)).toBe(frame);
      expect((await preflight("https://evil.example", url)).headers.get(allowed)).toBeNull();
      const identity = await preflight(frame, `${running.origin}/api/identity`);
      expect(identity.headers.get(allowed)).toBeNull();
    });

    test("arrive directly, for who has an identity", async () => {
      const form = () => {
        const made = new FormData();
        made.append("file", new Blob(["Some notes"], { type: "text/plain" }), "notes.txt");
        return made;
      };
      const refused = await fetch(`${running.origin}/api/attachments`, {
        method: "POST",
        body: form(),
      });
      expect(refused.status).toBe(401);
      const answer = await visitor.fetch("/api/attachments", { method: "POST", body: form() });
      expect(answer.status).toBe(200);
      const attachment = (await answer.json()) as Json;
      expect(attachment).toMatchObject({
        type: "file",
        name: "notes.txt",
        mime_type: "text/plain",
      });
      const input = say("Read this", { attachments: [attachment.id] });
      const { events } = await visitor.chatkit("threads.create", { input });
      expect(textOf(events)).toMatch(/Some notes|\[file notes\.txt\]/);
    });

    test("are refused when too large, of a wrong type, or not what they say", async () => {
      const large = await announce("big.png", 10 * 1024 * 1024 + 1, "image/png");
      expect(large).toMatchObject({ status: 413, body: { error: { code: "too_large" } } });
      const program = await announce("run.exe", 10, "application/x-msdownload");
      expect(program.status).toBe(415);
      const { body } = await announce("fake.png", 8, "image/png");
      const lie = await fetch(body.upload_descriptor.url, {
        method: "PUT",
        body: "not png!",
        headers: { "content-type": "image/png" },
      });
      expect(lie.status).toBe(415);
    });

    test("are no business of a stranger, nor of a forged address", async () => {
      const { body } = await announce("dot.png", PNG.length, "image/png");
      const stranger = await newVisitor(running);
      const input = say("Give me that", { attachments: [body.id] });
      const stolen = await stranger.chatkit("threads.create", { input });
      expect(stolen.events.filter(({ type }) => type === "thread.item.done")).toEqual([]);
      await stranger.chatkit("attachments.delete", { attachment_id: body.id });
      const uploaded = await fetch(body.upload_descriptor.url, { method: "PUT", body: PNG });
      expect(uploaded.status).toBe(200);
      const forged = new URL(body.preview_url);
      forged.searchParams.set("token", `${forged.searchParams.get("token")}x`);
      expect((await fetch(forged)).status).toBe(404);
      const again = await fetch(body.preview_url, { method: "PUT", body: PNG });
      expect(again.status).toBe(404);
    });

    test("are gone when deleted", async () => {
      const { body } = await announce("dot.png", PNG.length, "image/png");
      await fetch(body.upload_descriptor.url, { method: "PUT", body: PNG });
      expect((await fetch(body.preview_url)).status).toBe(200);
      await visitor.chatkit("attachments.delete", { attachment_id: body.id });
      expect((await fetch(body.preview_url)).status).toBe(404);
    });
  });
}

/** `kill -9`: what was said is there afterwards, unless it was kept in memory. */
function outlivesACrash(subject: () => SelfHosted): void {
  test("keeps threads and attachments over a crash, where its store promises so", async () => {
    const { app, answers } = subject();
    let running = await app.start("start");
    const visitor = await newVisitor(running);
    const { body: attachment } = await visitor.chatkit("attachments.create", {
      name: "dot.png",
      size: PNG.length,
      mime_type: "image/png",
    });
    await fetch(attachment.upload_descriptor.url, { method: "PUT", body: PNG });
    const input = say("Before the crash", { attachments: [attachment.id] });
    const { events } = await visitor.chatkit("threads.create", { input });
    const thread_id = threadOf(events);
    const before = await visitor.chatkit("threads.get_by_id", { thread_id });
    await running.crash();

    running = await app.start("start", {});
    const back = visitor.at(running.origin);
    try {
      const after = await back.chatkit("threads.get_by_id", { thread_id });
      if (answers.store === "memory") {
        expect(after.status).toBe(404);
        expect((await back.chatkit("threads.list", {})).body.data).toEqual([]);
      } else {
        const ids = (thread: Json) => thread.items.data.map(({ id }: Json) => id);
        expect(ids(after.body)).toEqual(ids(before.body));
        const preview = after.body.items.data[0].attachments[0].preview_url;
        expect(Buffer.from(await (await fetch(preview)).arrayBuffer())).toEqual(PNG);
      }
    } finally {
      await running.crash();
    }
  });
}

/** The tour in a browser, as a person sees it. */
function showsTheTour(subject: () => SelfHosted): void {
  describe.skipIf(!hasBrowser)("its tour", () => {
    let running: RunningApp;
    let visitor: Visitor;
    let chat: ChatPage;
    const button = (name: string) => chat.page.getByRole("button", { name, exact: true });
    const idle = () => chat.page.locator("[role=log][aria-busy=false]").waitFor();

    beforeAll(async () => {
      running = await subject().app.start("start");
      visitor = await openBrowser();
      chat = await openChat(visitor, running.origin);
    });
    afterAll(async () => {
      await visitor?.close();
      await running?.crash();
    });

    test("shows the weather as a widget with a server action and a client action", async () => {
      await button("Weather, as a widget").click();
      const widget = chat.page.getByRole("article", { name: "Widget" });
      await widget.getByText("Paris", { exact: true }).waitFor();
      await chat.hears("The tool answered:");
      const updated = await widget.getByText(/^Updated at/).textContent();
      // The card names the second of its making, so the next one differs when a second has passed.
      await sleep(1_000);
      await widget.getByRole("button", { name: "Refresh" }).click();
      await until("another card", async () => {
        const now = await widget.getByText(/^Updated at/).textContent();
        return now !== updated;
      });
      await idle();
      await widget.getByRole("button", { name: "Celebrate" }).click();
      await chat.page.getByText(/Three cheers/).waitFor();
      await widget.getByText("Celebrated", { exact: true }).waitFor();
      await idle();
      expect(await widget.count()).toBe(1);
      await chat.say("What happened?");
      await chat.hears("You said:");
      const { model } = subject();
      const input = JSON.stringify(model.requests.findLast(asked("What happened?"))?.body.input);
      expect(input).toContain("celebrated the weather in Paris");
      expect(await chat.page.locator("openai-chatkit").textContent()).not.toContain("celebrated");
    });

    test("runs client tools: a fact in the page, and another theme", async () => {
      await button("New chat").click();
      await button("Remember something").click();
      await chat.hears("The tool answered:");
      await chat.page.getByText("my favourite colour is green.", { exact: true }).first().waitFor();
      await chat.say("What do you know about me?");
      await chat.hears("my favourite colour is green.");
      await chat.say("Use the dark theme, please.");
      await chat.hears(/The tool answered:.*success/);
      await chat.page.locator("openai-chatkit [data-color-scheme=dark]").waitFor();
      await idle();
    });

    test("asks with a form, and hears the answers", async () => {
      await button("New chat").click();
      await button("Plan a trip").click();
      const form = chat.page.getByRole("article", { name: "Question" });
      await form.getByLabel("Tokyo").check();
      await form.getByLabel("What matters most to you on a trip?").fill("Good noodles");
      await form.getByRole("button", { name: "Submit answers" }).click();
      await chat.hears(/Good noodles|The tool answered|You said/);
      const { model } = subject();
      expect(JSON.stringify(model.requests.at(-1)?.body.input)).toContain("Good noodles");
    });

    test("searches notes with a chosen tool and shows its steps", async () => {
      await button("New chat").click();
      await button("Search my notes").click();
      await chat.say("Japan");
      await chat.page
        .getByRole("article", { name: "Workflow" })
        .getByText(/Searched/)
        .waitFor();
      await chat.hears("The tool answered:");
      // This tool stays chosen until it is chosen again.
      await button("Search my notes").click();
    });

    test("mentions a city, with its preview and its details", async () => {
      await button("New chat").click();
      const field = chat.page.getByRole("textbox", { name: "Message", exact: true });
      await field.pressSequentially("Compare with @nai");
      await chat.page.getByRole("option", { name: "Nairobi" }).click();
      await button("Send message").click();
      const tag = chat.page.getByRole("article", { name: "You" }).getByRole("button");
      await chat.hears(/Nairobi/);
      await tag.hover();
      await chat.page.getByRole("tooltip").getByText("Nairobi").first().waitFor();
      await tag.click();
      await chat.page.getByText(/^Nairobi: /).waitFor();
    });

    test("sends files, and shows their preview again after a reload", async () => {
      await button("New chat").click();
      await chat.page.getByLabel("Attach files").setInputFiles([
        { name: "dot.png", mimeType: "image/png", buffer: PNG },
        { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Some notes") },
      ]);
      await button("Remove notes.txt").waitFor();
      await chat.say("Look at these");
      await chat.hears(`[image image/png, ${PNG.length} bytes]`);
      await idle();
      await chat.page.reload();
      await button("History").click();
      await chat.page
        .getByRole("dialog")
        .getByRole("button", { name: /these$/ })
        .first()
        .click();
      await chat.hears("You said: Look at these");
      await chat.page.getByText("preview 1 px wide").waitFor();
    });

    test("takes dictation, feedback and another try", async () => {
      await button("New chat").click();
      await button("Dictate").click();
      const field = chat.page.getByRole("textbox", { name: "Message", exact: true });
      await until("the dictated words", async () =>
        (await field.inputValue()).includes("dictated words"),
      );
      await button("Send message").click();
      await chat.hears("You said: dictated words");
      await button("Good response").click();
      await chat.page.getByRole("button", { name: "Good response", pressed: true }).waitFor();
      await button("Retry").click();
      await idle();
      await chat.hears("You said: dictated words");
      expect(await chat.page.getByRole("article", { name: "Assistant" }).count()).toBe(1);
    });

    test("stops an answer", async () => {
      const { model } = subject();
      await button("New chat").click();
      await chat.say("Be slow");
      await chat.page.getByText(/word2/).waitFor();
      await button("Stop").click();
      await until(
        "the model to be stopped",
        () => model.requests.findLast(({ reply }) => reply.kind === "slow")?.aborted,
        10_000,
      );
      await button("Send message").waitFor();
    });

    test("renames and deletes a chat in the history", async () => {
      await button("New chat").click();
      await chat.say("A chat to rename");
      await chat.hears("You said: A chat to rename");
      await idle();
      await button("History").click();
      const dialog = chat.page.getByRole("dialog", { name: "History" });
      await dialog.getByRole("textbox").first().fill("Renamed");
      await dialog
        .getByRole("button", { name: /^Rename / })
        .first()
        .click();
      await dialog.getByRole("button", { name: "Renamed", exact: true }).waitFor();
      await dialog.getByRole("button", { name: "Delete Renamed" }).click();
      await dialog
        .getByRole("button", { name: "Renamed", exact: true })
        .waitFor({ state: "detached" });
      await button("Close history").click();
    });

    test("says in the chat why the model does not answer, and tries again", async () => {
      const { model } = subject();
      await button("New chat").click();
      model.failWith("server_error");
      await chat.say("Are you there?");
      const alert = chat.page.locator("openai-chatkit").getByRole("alert");
      await alert
        .filter({ hasText: /OpenAI/ })
        .first()
        .waitFor();
      model.failWith(null);
      await alert.getByRole("button", { name: "Try again" }).click();
      await chat.hears("You said: Are you there?");
    });

    test("shows a second person nothing of the first", async () => {
      const other = await openBrowser();
      const page = await openChat(other, running.origin);
      await page.page.getByRole("button", { name: "History", exact: true }).click();
      await page.page.getByRole("dialog", { name: "History" }).waitFor();
      expect(await page.page.getByRole("dialog").getByRole("listitem").count()).toBe(0);
      await other.close();
    });

    test("has written nothing to the console but the failure that was asked for", () => {
      expect(chat.said).toEqual([]);
    });
  });
}

async function newVisitor(running: RunningApp): Promise<ApiVisitor> {
  const visitor = new ApiVisitor(running.origin);
  expect((await visitor.identify()).status).toBe(200);
  return visitor;
}

const asked = (words: string) => (request: { body: { input: unknown } }) =>
  JSON.stringify(request.body.input).includes(words);

/** The thread that a stream has created. */
function threadOf(events: readonly Wire[]): string {
  const created = events.find(({ type }) => type === "thread.created") as Json;
  return created.thread.id;
}

/** What the assistant says in a stream. */
function textOf(events: readonly Wire[]): string {
  return events
    .filter(({ type }) => type === "thread.item.done")
    .map(({ item }) => item as Json)
    .filter(({ type }) => type === "assistant_message")
    .flatMap(({ content }) => content.map(({ text }: Json) => text))
    .join("");
}
