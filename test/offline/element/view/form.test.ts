import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { StructuredInput } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";
import { answered, keepThread, said } from "./conversation.ts";

const inputs: StructuredInput[] = [
  {
    id: "priority",
    question: "How urgent is it?",
    type: "multiple_choice",
    options: [{ value: "Low" }, { value: "High" }],
    multiple: false,
  },
  {
    id: "colours",
    question: "Which colours?",
    type: "multiple_choice",
    options: [{ value: "Red" }, { value: "Green" }],
    multiple: true,
  },
  { id: "name", question: "What is its name?", type: "freeform", description: "As on the label." },
];

async function openForm(questions: StructuredInput[] = inputs) {
  const opened = await openElement();
  await keepThread(opened.server, [
    said("Hi"),
    answered("A few questions."),
    { type: "structured_input", status: "pending", inputs: questions },
  ]);
  await opened.page.evaluate("chat.setThreadId('thr_kept')");
  const form = opened.page.getByRole("article", { name: "Question" });
  await form.waitFor();
  const sent = () =>
    opened.server.requests.find(({ type }) => type === "threads.add_structured_input")?.params
      .input;
  return { ...opened, form, sent };
}

const focusedName = (page: Page) =>
  page.evaluate<string>(
    "chat.shadowRoot.activeElement?.closest('label, fieldset')?.textContent.trim()",
  );

describe.skipIf(!hasBrowser)("questions of the assistant", () => {
  test("are answered, and show what was answered", async () => {
    const { page, form, sent } = await openForm();
    await form.getByRole("radio", { name: "High" }).check();
    await form.getByRole("checkbox", { name: "Green" }).check();
    await form.getByRole("checkbox", { name: "Red" }).check();
    await form.getByRole("textbox", { name: "What is its name?" }).fill("Zoë");
    await form.getByRole("button", { name: "Submit answers" }).click();
    await form.getByText("Red, Green").waitFor();
    expect(sent()).toEqual({
      status: "answered",
      answers: {
        priority: { values: ["High"], skipped: false },
        colours: { values: ["Red", "Green"], skipped: false },
        name: { values: ["Zoë"], skipped: false },
      },
    });
    expect(await form.getByRole("button").count()).toBe(0);
    expect(await page.evaluate("chat.shadowRoot.activeElement.localName")).toBe("dl");
    expect(await form.getByRole("definition").allTextContents()).toEqual([
      "High",
      "Red, Green",
      "Zoë",
    ]);
  });

  test("name what is still open, and go to the first of it", async () => {
    const { page, form, sent } = await openForm();
    await form.getByRole("radio", { name: "High" }).check();
    await form.getByRole("button", { name: "Submit answers" }).click();
    await expect.poll(() => form.getByText("Answer this question or skip it.").count()).toBe(2);
    await form
      .getByRole("status")
      .getByText("2 questions are still open.")
      .waitFor({ state: "attached" });
    await expect.poll(() => focusedName(page)).toBe("Red");
    await form.getByRole("checkbox", { name: "Red" }).check();
    await expect.poll(() => form.getByText("Answer this question or skip it.").count()).toBe(1);
    expect(sent()).toBeUndefined();
  });

  test("can be skipped one by one", async () => {
    const { form, sent } = await openForm();
    const skip = form.getByRole("button", { name: "Skip this question" });
    await skip.nth(0).click();
    await skip.nth(2).click();
    await form.getByRole("checkbox", { name: "Red" }).check();
    await form.getByRole("button", { name: "Submit answers" }).click();
    await expect.poll(sent).toEqual({
      status: "answered",
      answers: {
        priority: { values: [], skipped: true },
        colours: { values: ["Red"], skipped: false },
        name: { values: [], skipped: true },
      },
    });
    await expect
      .poll(() => form.getByRole("definition").allTextContents())
      .toEqual(["Skipped", "Red", "Skipped"]);
  });

  test("can be skipped altogether", async () => {
    const { form, sent } = await openForm();
    await form.getByRole("button", { name: "Skip", exact: true }).click();
    await expect.poll(sent).toMatchObject({ status: "skipped" });
    await expect
      .poll(() => form.getByRole("definition").allTextContents())
      .toEqual(["Skipped", "Skipped", "Skipped"]);
  });

  test("a skipped question can be taken up again", async () => {
    const { form } = await openForm();
    const skip = form.getByRole("button", { name: "Skip this question" }).first();
    await skip.click();
    expect(await form.getByRole("radio").count()).toBe(0);
    expect(await skip.getAttribute("aria-pressed")).toBe("true");
    await skip.click();
    expect(await form.getByRole("radio").count()).toBe(2);
  });

  test("are answered with the keyboard alone", async () => {
    const { page, form, sent } = await openForm();
    await form.getByRole("radio", { name: "Low" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    for (const key of ["Tab", "Tab", "Tab"]) await page.keyboard.press(key);
    await page.keyboard.type("Max");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(sent).toEqual({
      status: "answered",
      answers: {
        priority: { values: ["High"], skipped: false },
        colours: { values: ["Red"], skipped: false },
        name: { values: ["Max"], skipped: false },
      },
    });
  });

  test("a question alone has one way to skip it", async () => {
    const { form } = await openForm(inputs.slice(0, 1));
    expect(await form.getByRole("button").allTextContents()).toHaveLength(2);
  });
});
