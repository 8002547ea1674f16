import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../helpers/browser.ts";
import { openElement } from "./harness.ts";

describe.skipIf(!hasBrowser)("the element", () => {
  test("sends what a page says and shows the answer", async () => {
    const { page, events, said } = await openElement();
    await page.evaluate("chat.sendUserMessage({ text: 'Hello' })");
    await page.getByText("You said: Hello").waitFor();
    expect((await events()).map(({ name }) => name)).toEqual([
      "ready",
      "thread.change",
      "response.start",
      "response.end",
    ]);
    expect(said).toEqual([]);
  });
});
