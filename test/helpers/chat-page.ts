import type { Page } from "playwright-core";
import type { Visitor } from "./browser.ts";

/** The page of an app with the offline element in it, driven as a person would. */
export interface ChatPage {
  readonly page: Page;
  /** What the page and its scripts have written to the console, and errors nobody caught. */
  readonly said: readonly string[];
  /** Writes a message and sends it. */
  say(text: string): Promise<void>;
  /** Waits until the assistant has said this. */
  hears(text: string | RegExp): Promise<void>;
  close(): Promise<void>;
}

/** Opens the app in a tab of a visitor's browser. */
export async function openChat(
  visitor: Visitor,
  origin: string,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<ChatPage> {
  const page = await visitor.context.newPage();
  const said: string[] = [];
  page.on("console", (message) =>
    said.push(`${message.type()}: ${message.text()} (${message.location().url})`),
  );
  page.on("pageerror", (error) => said.push(`uncaught: ${error.message}`));
  await prepare(page);
  await page.goto(origin);
  return {
    page,
    said,
    say: async (text) => {
      const send = page.getByRole("button", { name: "Send message" });
      await page.getByRole("textbox", { name: "Message", exact: true }).fill(text);
      await send.click();
    },
    hears: async (text) => {
      const answers = page.getByRole("article", { name: "Assistant" });
      const shown = async () => page.getByRole("main").last().textContent();
      await answers
        .filter({ hasText: text })
        .last()
        .waitFor()
        .catch(async () => {
          throw new Error(`The assistant did not say ${text}. The chat shows: ${await shown()}`);
        });
    },
    close: () => page.close(),
  };
}

/** How many different colours a screenshot of the page has: one means a blank page. */
export async function coloursOf(page: Page): Promise<number> {
  const picture = (await page.screenshot()).toString("base64");
  const canvas = await page.context().newPage();
  try {
    return await canvas.evaluate<number>(`(async () => {
      const image = new Image();
      image.src = "data:image/png;base64,${picture}";
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, image.width, image.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);
  } finally {
    await canvas.close();
  }
}
