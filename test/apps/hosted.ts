import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSessionIds } from "../../templates/+hosted+node/server/sessions/session-id.ts";
import { type App, type AppAnswers, createApp, type RunningApp } from "../helpers/app.ts";
import { hasBrowser, openBrowser, type Visitor } from "../helpers/browser.ts";
import { openChat } from "../helpers/chat-page.ts";
import type { Failure } from "../helpers/http.ts";
import { type OpenAiServer, startOpenAi } from "../helpers/openai-server.ts";
import { hasPython, hasRegistry } from "../helpers/requirement.ts";
import { type ScriptServer, serveScript } from "../helpers/script-server.ts";
import { ApiVisitor } from "../helpers/visitor.ts";
import {
  developsOnOneAddress,
  heedsItsSettings,
  keepsItsSecrets,
  passesItsOwnChecks,
  type Subject,
  servesItsPage,
} from "./common.ts";
import { chatsOffline } from "./offline.ts";

const KEY = "sk-test-hosted-0123456789abcdef3f9a";
const WORKFLOW = "wf_test_0123456789";
const SECRET = "a-secret-of-the-test-that-is-long-enough-0123456789";

/** Everything that is promised of a hosted app with these answers. */
export function describeHosted(answers: AppAnswers): void {
  const { frontend, runtime, sample } = answers;
  const canRun = hasRegistry && (runtime === "node" || hasPython());
  describe.skipIf(!canRun)([frontend, "hosted", runtime, sample].join(" "), () => {
    let app: App;
    let openai: OpenAiServer;
    let script: ScriptServer;
    const subject = (): Subject => ({
      app,
      scriptUrl: script.scriptUrl,
      secrets: [KEY, SECRET],
      answer: "The workflow heard: Hello there",
      required: ["OPENAI_API_KEY", "CHATKIT_WORKFLOW_ID"],
      guarded: "/api/chatkit/session",
      bodyLimit: 2 ** 20,
      problemsElsewhere: [],
      logsEvents: sample === "tour",
    });

    beforeAll(async () => {
      openai = await startOpenAi({ apiKey: KEY, workflow: WORKFLOW });
      script = await serveScript(openai.conversation);
      app = await createApp(answers);
      await app.setEnv({
        OPENAI_API_KEY: KEY,
        OPENAI_BASE_URL: openai.baseUrl,
        CHATKIT_SCRIPT_URL: script.scriptUrl,
        CHATKIT_WORKFLOW_ID: WORKFLOW,
        CHATKIT_SECRET: SECRET,
      });
    });
    afterAll(async () => {
      await app?.remove();
      await Promise.all([openai?.close(), script?.close()]);
    });

    passesItsOwnChecks(subject);
    keepsItsSecrets(subject);
    servesItsPage(subject);
    heedsItsSettings(subject);

    describe("its session routes", () => {
      let running: RunningApp;
      let visitor: ApiVisitor;

      beforeAll(async () => {
        running = await app.start("start");
        visitor = new ApiVisitor(running.origin);
        await visitor.identify();
      });
      afterEach(() => openai.failWith(null));
      afterAll(() => running?.crash());

      test("mint a session with the real SDK, refresh, validate and cancel it", async () => {
        const before = openai.requests.length;
        const created = await visitor.fetch("/api/chatkit/session", { method: "POST" });
        expect(created.headers.get("cache-control")).toContain("no-store");
        const session = (await created.json()) as Record<string, string>;
        expect(session).toEqual({
          client_secret: expect.stringMatching(/^ek_/),
          expires_at: expect.any(Number),
          session_id: expect.any(String),
        });
        const [request] = openai.requests.slice(before);
        expect(request).toMatchObject({
          method: "POST",
          path: "/v1/chatkit/sessions",
          body: { workflow: { id: WORKFLOW }, user: expect.stringMatching(/^visitor_/) },
        });
        expect(request?.headers["user-agent"]).toMatch(/openai/i);

        const at = `/api/chatkit/session/${session.session_id}`;
        expect(await visitor.json("GET", `${at}/validate`)).toEqual({
          status: 200,
          body: { valid: true, expires_at: session.expires_at },
        });
        const refreshed = await visitor.json("POST", `${at}/refresh`);
        expect(refreshed.body.client_secret).toMatch(/^ek_/);
        expect(refreshed.body.client_secret).not.toBe(session.client_secret);
        const [first, second] = [...openai.sessions.values()].slice(-2);
        expect(second?.user).toBe(first?.user);
        const cancelled = {
          status: 200,
          body: { session_id: session.session_id, status: "cancelled" },
        };
        expect(await visitor.json("DELETE", at)).toEqual(cancelled);
        expect(first?.status).toBe("cancelled");
        expect(await visitor.json("DELETE", at)).toEqual(cancelled);
      });

      // Whichever runtime answers next, it knows the sessions of the other.
      test("give a session an id that either runtime reads", async () => {
        const { body } = await visitor.json("POST", "/api/chatkit/session");
        const appId = /(?:^|; )([^=]+)_visitor=/.exec(visitor.cookie)?.[1] ?? "";
        const ids = createSessionIds(SECRET, appId);
        const claims = await ids.open(body.session_id);
        const { user, id } = [...openai.sessions.values()].at(-1) ?? {};
        expect(claims).toEqual({ openaiId: id, user, expiresAt: body.expires_at });
        if (!claims) throw new Error("no claims");
        const validate = async (session: string) =>
          visitor.json("GET", `/api/chatkit/session/${session}/validate`);
        const valid = await validate(await ids.seal(claims));
        expect(valid.body).toEqual({ valid: true, expires_at: body.expires_at });
        const expired = await validate(await ids.seal({ ...claims, expiresAt: 1_000 }));
        expect(expired.body).toEqual({ valid: false, expires_at: 1_000, reason: "expired" });
        const foreign = await createSessionIds(SECRET, `${appId}_other`).seal(claims);
        expect((await validate(foreign)).status).toBe(404);
      });

      test("keep a user's sessions from everyone else", async () => {
        const { body } = await visitor.json("POST", "/api/chatkit/session");
        const at = `/api/chatkit/session/${body.session_id}`;
        const stranger = new ApiVisitor(running.origin);
        expect(await stranger.json("GET", `${at}/validate`)).toMatchObject({
          status: 401,
          body: { error: { code: "not_identified" } },
        });
        await stranger.identify();
        for (const [method, path] of [
          ["GET", `${at}/validate`],
          ["POST", `${at}/refresh`],
          ["DELETE", at],
          ["GET", "/api/chatkit/session/forged/validate"],
        ] as const)
          expect(await stranger.json(method, path)).toMatchObject({
            status: 404,
            body: { error: { code: "session_not_found" } },
          });
      });

      test("tell a page about its own workflow only", async () => {
        const { status, body } = await visitor.json("GET", `/api/chatkit/workflows/${WORKFLOW}`);
        expect(status).toBe(200);
        expect(Object.keys(body).sort()).toEqual([
          "automatic_thread_titling",
          "file_upload",
          "history",
          "id",
          "version",
        ]);
        expect((await visitor.json("GET", "/api/chatkit/workflows/wf_other")).status).toBe(404);
      });

      test.each<readonly [Failure, number, string]>([
        ["unauthorized", 502, "openai_key_refused"],
        ["forbidden", 502, "openai_key_refused"],
        ["workflow_not_found", 502, "workflow_not_found"],
        ["bad_request", 502, "openai_refused"],
        ["rate_limited", 503, "openai_rate_limited"],
        ["server_error", 502, "openai_refused"],
        ["unavailable", 502, "openai_refused"],
        ["html", 502, "openai_refused"],
        ["reset", 502, "openai_unreachable"],
        // It takes as long as the app waits, so one of the apps with the same server has to do.
        ...(frontend === "react" ? [["hang", 504, "openai_unreachable"] as const] : []),
      ])("word OpenAI's failure %s as %i %s", async (failure, status, code) => {
        openai.failWith(failure);
        const before = openai.requests.length;
        const response = await visitor.fetch("/api/chatkit/session", { method: "POST" });
        const { error } = (await response.json()) as { error: Record<string, string> };
        expect(response.status).toBe(status);
        expect(error).toMatchObject({ code, message: expect.stringMatching(/^[A-Z].+\.$/) });
        const asked = openai.requests.slice(before);
        expect(asked).toHaveLength(1);
        const silent = failure === "reset" || failure === "hang";
        expect(error.request_id).toBe(silent ? undefined : asked[0]?.requestId);
        if (failure === "rate_limited") expect(response.headers.get("retry-after")).toBe("7");
        expect(JSON.stringify(error)).not.toMatch(/sk-test|\.(js|ts):\d|line \d/);
      });

      test("limit how often a user may ask", async () => {
        const eager = new ApiVisitor(running.origin);
        await eager.identify();
        const answers = [];
        for (let i = 0; i < 31; i++)
          answers.push(await eager.fetch("/api/chatkit/session", { method: "POST" }));
        expect(answers.slice(0, 30).map(({ status }) => status)).toEqual(Array(30).fill(200));
        const last = answers[30];
        expect(last?.status).toBe(429);
        expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
        expect(await last?.json()).toMatchObject({ error: { code: "rate_limited" } });
      });
    });

    chatsInTheBrowser(subject, () => openai, answers);
    chatsOffline(subject, answers, () => openai.requests.length);
    developsOnOneAddress(subject);
  });
}

/** What only hosted apps do in the browser. */
function chatsInTheBrowser(
  subject: () => Subject,
  openai: () => OpenAiServer,
  answers: AppAnswers,
): void {
  describe.skipIf(!hasBrowser)("its chat", () => {
    let running: RunningApp;
    let visitor: Visitor;

    beforeAll(async () => {
      running = await subject().app.start("start");
      visitor = await openBrowser();
    });
    afterEach(() => openai().failWith(null));
    afterAll(async () => {
      await visitor?.close();
      await running?.crash();
    });

    test("goes on with a new secret of the same user when the session ends", async () => {
      const chat = await openChat(visitor, running.origin);
      await chat.say("First");
      await chat.hears("The workflow heard: First");
      const before = [...openai().sessions.values()].at(-1);
      for (const id of openai().sessions.keys()) openai().expire(id);
      await chat.say("Second");
      await chat.hears("The workflow heard: Second");
      const after = [...openai().sessions.values()].at(-1);
      expect(after?.id).not.toBe(before?.id);
      expect(after?.user).toBe(before?.user);
      await chat.page.reload();
      await chat.page.getByRole("button", { name: "History" }).click();
      await chat.page.getByRole("button", { name: "Untitled chat", exact: true }).click();
      await chat.hears("The workflow heard: Second");
      await chat.close();
    });

    test("says in plain words, with OpenAI's request id, why there is no session", async () => {
      openai().failWith("unauthorized");
      const chat = await openChat(visitor, running.origin);
      await chat.page.getByText("OpenAI refused this app's API key").first().waitFor();
      const requestId = openai().requests.at(-1)?.requestId ?? "missing";
      await chat.page.getByText(requestId).waitFor();
      expect(await chat.page.locator("body").textContent()).not.toContain("sk-test");
      openai().failWith(null);
      await chat.page
        .getByRole("button", { name: /try again/i })
        .first()
        .click();
      await chat.say("Back again");
      await chat.hears("The workflow heard: Back again");
      await chat.close();
    });

    test.runIf(answers.sample === "tour")("lets the workflow change the page", async () => {
      const chat = await openChat(visitor, running.origin);
      await chat.page.getByRole("button", { name: "Change this page" }).click();
      await chat.hears('The page answered {"success":true}.');
      await chat.page.locator("openai-chatkit [data-color-scheme=dark]").waitFor();
      await chat.page.getByRole("button", { name: "New chat" }).click();
      await chat.say("Remember that my cat is called Mia");
      await chat.hears('The page answered {"success":true}.');
      await chat.page.getByText("that my cat is called Mia", { exact: true }).waitFor();
      expect(chat.said).toEqual([]);
      await chat.close();
    });
  });
}
