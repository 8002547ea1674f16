import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { type App, type AppAnswers, createApp } from "../helpers/app.ts";
import { hasPostgres, PASSWORD, type PostgresServer, startPostgres } from "../helpers/postgres.ts";
import { hasPython, hasRegistry } from "../helpers/requirement.ts";
import { type ResponsesServer, startResponses } from "../helpers/responses-server.ts";
import { type ScriptServer, serveScript } from "../helpers/script-server.ts";
import {
  developsOnOneAddress,
  heedsItsSettings,
  keepsItsSecrets,
  passesItsOwnChecks,
  servesItsPage,
} from "./common.ts";
import { chatsOffline } from "./offline.ts";
import { takesAttachments } from "./self-hosted/attachments.ts";
import type { SelfHosted } from "./self-hosted/conversation.ts";
import { runsInSeveralCopies } from "./self-hosted/copies.ts";
import { outlivesACrash } from "./self-hosted/crash.ts";
import { showsTheGallery } from "./self-hosted/gallery.ts";
import { speaksTheProtocol } from "./self-hosted/protocol.ts";
import { asksTheModelOfItsSettings } from "./self-hosted/settings.ts";
import { showsTheTour } from "./self-hosted/tour.ts";

const KEY = "sk-test-self-hosted-0123456789abcdef3f9a";
const SECRET = "a-secret-of-the-test-that-is-long-enough-0123456789";

/**
 * Everything that is promised of a self-hosted app with these answers.
 *
 * @param extent `pair` leaves out what does not depend on the pair of answers that is tested
 */
export function describeSelfHosted(answers: AppAnswers, extent: "whole" | "pair" = "whole"): void {
  const { frontend, runtime, sample, store } = answers;
  const isPostgres = store === "postgres";
  const canRun = hasRegistry && (runtime === "node" || hasPython()) && (!isPostgres || hasPostgres);
  const title = [frontend, "self-hosted", runtime, sample, store].join(" ");
  describe.skipIf(!canRun)(title, () => {
    let app: App;
    let model: ResponsesServer;
    let script: ScriptServer;
    let postgres: PostgresServer | undefined;
    const subject = (): SelfHosted => ({
      app,
      model,
      answers,
      scriptUrl: script.scriptUrl,
      secrets: [KEY, SECRET, ...(isPostgres ? [encodeURIComponent(PASSWORD)] : [])],
      answer: "You said: Hello there",
      required: ["OPENAI_API_KEY"],
      guarded: "/chatkit",
      bodyLimit: 25 * 2 ** 20,
      problemsElsewhere: ["domain_key_placeholder"],
      logsEvents: sample === "tour",
    });

    beforeAll(async () => {
      model = await startResponses({ apiKey: KEY });
      script = await serveScript();
      postgres = isPostgres ? await startPostgres() : undefined;
      app = await createApp(answers);
      await app.setEnv({
        OPENAI_API_KEY: KEY,
        OPENAI_BASE_URL: model.baseUrl,
        CHATKIT_SCRIPT_URL: script.scriptUrl,
        CHATKIT_SECRET: SECRET,
        ...(postgres && { DATABASE_URL: await postgres.createDatabase() }),
      });
    });
    afterEach(() => model.failWith(null));
    afterAll(async () => {
      await app?.remove();
      await Promise.all([model?.close(), script?.close(), postgres?.remove()]);
    });

    passesItsOwnChecks(subject);
    keepsItsSecrets(subject);
    outlivesACrash(subject);
    if (runtime === "node" && store !== "memory") runsInSeveralCopies(subject);
    if (sample === "tour") {
      showsTheTour(subject);
      showsTheGallery(subject);
    }
    chatsOffline(subject, answers, () => model.requests.length);
    if (extent === "pair") return;
    servesItsPage(subject);
    heedsItsSettings(subject);
    asksTheModelOfItsSettings(subject);
    speaksTheProtocol(subject);
    takesAttachments(subject);
    developsOnOneAddress(subject);
  });
}
