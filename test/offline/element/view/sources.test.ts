import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";
import { answered, keepThread, said } from "./conversation.ts";
import { SOURCES } from "./everything.ts";

const ENTITIES = `{ entities: {
  onClick: (entity) => { (window.clicked ??= []).push(entity) },
  onRequestPreview: async (entity) => ({
    preview: { type: "Basic", children: [{ type: "Text", value: "Preview of " + entity.title }] },
  }),
} }`;

async function openSources(
  options = "{}",
  parts = [answered("Paris is a city. It has two millions.", [...SOURCES])],
) {
  const opened = await openElement({ options });
  await keepThread(opened.server, [said("What of Paris?"), ...parts]);
  await opened.page.evaluate("chat.setThreadId('thr_kept')");
  const message = opened.page.getByRole("article", { name: "Assistant" });
  await message.waitFor();
  return { ...opened, message, card: opened.page.getByRole("tooltip") };
}

describe.skipIf(!hasBrowser)("the sources of a message", () => {
  test("stand in the text where they belong, and in a list below", async () => {
    const { message } = await openSources();
    const text = (await message.locator(".ck-markdown").textContent()) ?? "";
    expect(text.replace(/\s+/g, "")).toBe("Parisisacity.1Ithastwomillions.2Paris");
    const list = message.getByRole("list", { name: "Sources" });
    const lines = await list.getByRole("listitem").allTextContents();
    expect(lines.map((line) => line.replace(/\s+/g, " ").trim())).toEqual([
      "Pages",
      "1A page about Paris",
      "Files",
      "2The census",
      "3Paris, the city",
    ]);
    const link = list.getByRole("link", { name: "A page about Paris" });
    expect(await link.getAttribute("href")).toBe("https://www.example.com/paris");
    expect(await link.getAttribute("target")).toBe("_blank");
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
  });

  test("a card tells more of a source, under a pointer and with the focus", async () => {
    const { page, message, card } = await openSources();
    const mark = message.getByRole("link", { name: "Source 1: A page about Paris" });
    await mark.hover();
    for (const text of [
      "Pages",
      "A page about Paris",
      "Example",
      "All there is to know.",
      "Jan 2, 2026",
    ]) {
      await card.getByText(text, { exact: true }).waitFor();
    }
    expect(await mark.getAttribute("aria-describedby")).toBe(await card.getAttribute("id"));
    await card.hover();
    await page.mouse.move(0, 0);
    await card.waitFor({ state: "detached" });
    await page.getByRole("group", { name: "Messages" }).focus();
    await page.keyboard.press("Tab");
    await card.getByText("All there is to know.").waitFor();
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    expect(await mark.evaluate((element) => element.matches(":focus"))).toBe(true);
    await page.keyboard.press("Tab");
    await card.getByText("census.pdf").waitFor();
  });

  test("an interactive entity is clicked and previewed", async () => {
    const { page, message, card } = await openSources(ENTITIES);
    const mark = message.getByRole("button", { name: "Paris", exact: true });
    await mark.hover();
    await card.getByText("Preview of Paris, the city").waitFor();
    await mark.click();
    expect(await page.evaluate("clicked")).toEqual([
      {
        id: "city_1",
        title: "Paris, the city",
        icon: "map-pin",
        interactive: true,
        data: { country: "fr" },
      },
    ]);
  });

  test("an entity of a page without callbacks has its card alone, for a tap and a key too", async () => {
    const { page, message, card, events } = await openSources();
    const mark = message.getByRole("button", { name: "Paris", exact: true });
    await mark.focus();
    await page.keyboard.press("Enter");
    await card.getByText("City", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    await mark.dispatchEvent("click");
    await card.getByText("City", { exact: true }).waitFor();
    expect((await events()).filter(({ name }) => name === "error")).toEqual([]);
  });

  test("a callback that fails is told to the page, and breaks nothing", async () => {
    const { page, message, card, events } = await openSources(`{ entities: {
      onClick: () => { throw new Error("no click") },
      onRequestPreview: async () => { throw new Error("no preview") },
    } }`);
    await message.getByRole("button", { name: "Paris", exact: true }).hover();
    await card.getByText("City", { exact: true }).waitFor();
    await message.getByRole("button", { name: "Paris", exact: true }).click();
    await expect
      .poll(async () =>
        (await events()).filter(({ name }) => name === "error").map(({ detail }) => detail),
      )
      .toEqual([{ error: "no preview" }, { error: "no click" }]);
    await page.getByText("It has two millions.").waitFor();
  });

  test("a mention in a message of the user is clicked and previewed", async () => {
    const { page, card } = await openElement({ options: ENTITIES }).then(async (opened) => {
      await keepThread(opened.server, [
        said("", {
          content: [
            {
              type: "input_tag",
              id: "p_1",
              text: "Ada",
              data: { team: "x" },
              group: "People",
              interactive: true,
            },
            { type: "input_text", text: " and " },
            {
              type: "input_tag",
              id: "p_2",
              text: "Bob",
              data: {},
              group: "People",
              interactive: false,
            },
          ],
        }),
      ]);
      await opened.page.evaluate("chat.setThreadId('thr_kept')");
      return { ...opened, card: opened.page.getByRole("tooltip") };
    });
    await page.getByRole("button", { name: "@Ada" }).hover();
    await card.getByText("Preview of Ada").waitFor();
    await page.getByRole("button", { name: "@Ada" }).click();
    expect(await page.evaluate("clicked")).toEqual([
      { id: "p_1", title: "Ada", group: "People", interactive: true, data: { team: "x" } },
    ]);
    expect(await page.getByRole("button", { name: "@Bob" }).count()).toBe(0);
  });

  test("one source that is named twice has one number", async () => {
    const source = { type: "file" as const, filename: "a.pdf", title: "A" };
    const { message } = await openSources("{}", [
      answered("One. Two.", [
        { type: "annotation", index: 4, source },
        { type: "annotation", index: 9, source },
        { type: "annotation", source: { ...source, filename: "b.pdf", title: "B" } },
      ]),
    ]);
    expect(await message.getByRole("button", { name: "Source 1: A" }).count()).toBe(2);
    expect(await message.getByRole("list", { name: "Sources" }).getByRole("listitem").count()).toBe(
      2,
    );
  });
});
