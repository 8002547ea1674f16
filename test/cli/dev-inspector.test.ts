import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { hasBrowser, openBrowser, type Visitor } from "../helpers/browser.ts";
import { DEV_KEY, DEV_WORKFLOW, devProject, readyDev } from "../helpers/dev.ts";
import { startOpenAi } from "../helpers/openai-server.ts";

const INPUT = {
  content: [{ type: "input_text", text: "Hi" }],
  attachments: [],
  inference_options: {},
};

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

describe.skipIf(!hasBrowser)("the inspector of chatkit dev, by the link that it prints", () => {
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await openBrowser();
  });
  afterAll(() => visitor?.close());

  /** Opens the inspector of a run in a page of its own. */
  const inspect = async (link: string) => {
    const page = await visitor.context.newPage();
    onTestFinished(() => page.close());
    await page.goto(link);
    await page.getByText("live", { exact: true }).waitFor();
    return page;
  };

  test("shows what a page asks the app and what it answers, as it happens, and asks it again", async () => {
    const dev = await readyDev(await devProject());
    const page = await inspect(dev.inspector);
    const body = JSON.stringify({ type: "threads.create", params: { input: INPUT } });
    const headers = { "content-type": "application/json" };
    await fetch(`${dev.url}/chatkit`, { method: "POST", headers, body });

    await page.getByRole("link", { name: "threads.create" }).click();
    await page.getByText("thread.created", { exact: true }).waitFor();
    await page.getByText("progress_update", { exact: true }).waitFor();
    await page.getByRole("button", { name: "thr_1" }).waitFor();

    await page.getByRole("button", { name: "Replay" }).click();
    await page.getByText("replay of x1").waitFor();
    await eventually(() => dev.lines().filter(({ type }) => type === "exchange.ended").length).toBe(
      2,
    );
  });

  test("shows a session that a page was given, without the key and without its secret", async () => {
    const openai = await startOpenAi({ apiKey: DEV_KEY, workflow: DEV_WORKFLOW });
    onTestFinished(openai.close);
    const dev = await readyDev(await devProject(), [], {
      env: { OPENAI_BASE_URL: openai.baseUrl },
    });
    const page = await inspect(dev.inspector);
    const read: string[] = [];
    page.on("response", async (response) => {
      if (response.url().includes("/exchanges/")) read.push(await response.text());
    });
    const answer = await fetch(`${dev.url}/api/chatkit/session`, { method: "POST" });
    const { client_secret: secret } = (await answer.json()) as { client_secret: string };
    expect(secret).toMatch(/^ek_/);

    await page.getByRole("link", { name: "session.create" }).click();
    await page.getByText(`"client_secret"`).waitFor();
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByText(DEV_WORKFLOW, { exact: true }).waitFor();
    const told = [await page.content(), ...read].join("\n");
    expect(told).not.toContain(secret);
    expect(told).not.toContain(DEV_KEY);
    expect(told).toContain("ek_…");
  });
});
