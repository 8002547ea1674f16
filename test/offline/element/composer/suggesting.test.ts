import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

const field = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });
const options = (page: Page) => page.getByRole("option");
const option = (page: Page, name: string) => page.getByRole("option", { name, exact: true });

/** What the page knows of people and documents. */
const ENTITIES = `
  window.clicked = [];
  const everything = [
    { id: "ada", title: "Ada", group: "People", icon: "user", interactive: true, data: { team: "A" } },
    { id: "doc", title: "Budget", group: "Documents" },
    { id: "adam", title: "Adam", group: "People" },
  ];
  const entities = {
    showComposerMenu: true,
    onTagSearch: async (query) =>
      everything.filter(({ title }) => title.toLowerCase().includes(query.toLowerCase())),
    onClick: (entity) => clicked.push(entity),
    onRequestPreview: async ({ title }) => ({
      preview: { type: "Basic", children: [{ type: "Text", value: "About " + title }] },
    }),
  };
`;

const sent = (requests: readonly { params: Record<string, unknown> }[]) =>
  requests.map(({ params }) => (params.input as { content: unknown } | undefined)?.content);

describe.skipIf(!hasBrowser)("mentions", { timeout: 60_000 }, () => {
  const open = () => openElement({ before: ENTITIES, options: "{ entities }" });

  test("are found by what is typed, chosen with the keyboard and sent as tags", async () => {
    const { page, server } = await open();
    await field(page).click();
    await page.keyboard.type("Ask @");
    await option(page, "Budget").waitFor();
    expect(await options(page).allTextContents()).toEqual(
      ["Ada", "Adam", "Budget"].map((name) => expect.stringContaining(name)),
    );
    expect(await page.getByRole("group", { name: "People" }).getByRole("option").count()).toBe(2);
    await page.keyboard.type("ad");
    await eventually(() => options(page).count()).toBe(2);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("and @ada");
    await page.keyboard.press("Tab");
    await eventually(() => field(page).locator("[data-tag]").count()).toBe(2);
    await page.keyboard.press("Enter");
    await page.getByText("You said: Ask Adam and Ada").waitFor();
    const content = [
      { type: "input_text", text: "Ask " },
      {
        type: "input_tag",
        id: "adam",
        text: "Adam",
        group: "People",
        data: {},
        interactive: false,
      },
      { type: "input_text", text: " and " },
      {
        type: "input_tag",
        id: "ada",
        text: "Ada",
        group: "People",
        data: { team: "A" },
        interactive: true,
      },
      { type: "input_text", text: " " },
    ];
    expect(sent(server.requests)).toEqual([content]);
  });

  test("are told to those who do not see them", async () => {
    const { page } = await open();
    await field(page).click();
    await page.keyboard.type("@");
    await option(page, "Ada").waitFor();
    const active = async () => {
      const id = await field(page).getAttribute("aria-activedescendant");
      return page.locator(`#${id}`).getAttribute("aria-label");
    };
    await eventually(active).toBe("Ada");
    await page.keyboard.press("ArrowUp");
    await eventually(active).toBe("Budget");
    const list = await field(page).getAttribute("aria-controls");
    expect(await page.locator(`#${list}`).getAttribute("role")).toBe("listbox");
    await page.getByText("3 suggestions.").waitFor();
    await page.keyboard.type("zzz");
    await page.getByText("Nothing is found").first().waitFor();
    expect(await field(page).getAttribute("aria-activedescendant")).toBeNull();
  });

  test("close with Escape for this word alone, and Enter then sends", async () => {
    const { page } = await open();
    await field(page).click();
    await page.keyboard.type("@a");
    await option(page, "Ada").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.type("d");
    await page.keyboard.press("Enter");
    await page.getByText("You said: @ad").waitFor();
    await page.keyboard.type("@");
    await option(page, "Ada").waitFor();
  });

  test("are chosen with the pointer, from the button of the composer", async () => {
    const { page } = await open();
    await field(page).fill("Hi");
    await page.getByRole("button", { name: "Mention" }).click();
    await option(page, "Ada").click();
    await page.keyboard.type("there");
    expect(await field(page).textContent()).toBe("Hi Ada there");
  });

  test("are deleted as one, and the step can be taken back", async () => {
    const { page } = await open();
    await field(page).click();
    await page.keyboard.type("@ada");
    await page.keyboard.press("Enter");
    await eventually(() => field(page).locator("[data-tag]").count()).toBe(1);
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    expect(await field(page).textContent()).toBe("");
    await page.keyboard.press("Control+z");
    expect(await field(page).locator("[data-tag]").count()).toBe(1);
  });

  test("are cut and pasted within the composer, and text for others", async () => {
    const { page } = await open();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await field(page).click();
    await page.keyboard.type("@ada");
    await page.keyboard.press("Enter");
    await eventually(() => field(page).locator("[data-tag]").count()).toBe(1);
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+x");
    expect(await field(page).textContent()).toBe("");
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("@Ada ");
    await page.keyboard.press("Control+v");
    await page.keyboard.press("Control+v");
    expect(await field(page).locator("[data-tag]").count()).toBe(2);
  });

  test("that are interactive can be clicked, and show a preview by pointer and keyboard", async () => {
    const { page } = await open();
    await field(page).click();
    await page.keyboard.type("@ada");
    await page.keyboard.press("Enter");
    const tag = field(page).getByRole("button", { name: "Ada" });
    await tag.hover();
    await page.getByRole("tooltip").filter({ hasText: "About Ada" }).waitFor();
    await tag.click();
    expect(await page.evaluate("clicked")).toEqual([
      {
        id: "ada",
        title: "Ada",
        group: "People",
        icon: "user",
        interactive: true,
        data: { team: "A" },
      },
    ]);
    await page.mouse.move(5, 5);
    await page.getByRole("tooltip").waitFor({ state: "detached" });
    await field(page).focus();
    await page.keyboard.press("Tab");
    await page.getByRole("tooltip").filter({ hasText: "About Ada" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("tooltip").waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await eventually(() => page.evaluate("clicked.length")).toBe(2);
    await page.keyboard.press("Backspace");
    expect(await field(page).locator("[data-tag]").count()).toBe(0);
  });

  test("whose search fails say so, and the page is told", async () => {
    const { page, events } = await openElement({
      options: `{ entities: { onTagSearch: async () => { throw new Error("No index"); } } }`,
    });
    await field(page).click();
    await page.keyboard.type("@a");
    await page.getByText("Suggestions could not be loaded.").first().waitFor();
    const errors = async () => (await events()).filter(({ name }) => name === "error");
    await eventually(errors).toContainEqual({ name: "error", detail: { error: "No index" } });
  });

  test("never show the answer to an older question", async () => {
    const { page } = await openElement({
      before: `
        window.answers = {};
        const onTagSearch = (query) => new Promise((resolve) => { answers[query] = resolve; });
      `,
      options: "{ entities: { onTagSearch } }",
    });
    await field(page).click();
    await page.keyboard.type("@");
    await eventually(() => page.evaluate("'' in answers")).toBe(true);
    await page.keyboard.type("b");
    await eventually(() => page.evaluate("'b' in answers")).toBe(true);
    await page.evaluate("answers.b([{ id: 'b', title: 'Bob' }])");
    await option(page, "Bob").waitFor();
    await page.evaluate("answers['']([{ id: 'a', title: 'Ada' }])");
    await page.keyboard.press("ArrowDown");
    expect(await options(page).allTextContents()).toEqual([expect.stringContaining("Bob")]);
  });

  test("are text, whatever the page calls them", async () => {
    const hostile = `<img src=x onerror="alert(1)">"'><script>alert(2)</script>`;
    const { page, said } = await openElement({
      before: `const hostile = ${JSON.stringify(hostile).replaceAll("</", "<\\/")};`,
      options: `{ entities: { onTagSearch: async () => [
        { id: hostile, title: hostile, group: hostile, icon: hostile, interactive: true, data: { hostile } },
      ] } }`,
    });
    await field(page).click();
    await page.keyboard.type("@");
    await option(page, hostile).click();
    expect(await field(page).textContent()).toBe(`${hostile} `);
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+c");
    await page.keyboard.press("Control+v");
    expect(await field(page).textContent()).toBe(`${hostile} `);
    expect(await field(page).locator("img, script").count()).toBe(0);
    await page.keyboard.press("Enter");
    await page.getByText(`You said: ${hostile}`).first().waitFor();
    expect(said).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)("commands", { timeout: 60_000 }, () => {
  const open = () =>
    openElement({
      before: `
        window.ran = [];
        const commands = {
          enabled: true,
          onSearch: async (query) =>
            [
              { id: "refund", label: "Refund", description: "Gives money back", icon: "bolt", group: "Shop" },
              { id: "insert", label: "Insert order" },
              { id: "more", label: "More" },
              { id: "fail", label: "Fail" },
            ].filter(({ label }) => label.toLowerCase().includes(query)),
          onSelect: async ({ id }) => {
            ran.push(id);
            if (id === "fail") throw new Error("It is down");
            if (id === "insert") return { type: "entity", entity: { id: "o1", title: "Order 1" } };
            if (id === "more") return { type: "menu", commands: [{ id: "deep", label: "Deeper" }, { id: "insert", label: "Insert order" }] };
          },
        };
      `,
      options: `{
        commands,
        composer: {
          attachments: { enabled: true },
          dictation: { enabled: true },
          tools: [{ id: "s", label: "Search the web", icon: "search" }],
          models: [
            { id: "a", label: "Fast", default: true },
            { id: "b", label: "Deep", description: "Slow" },
            { id: "c", label: "Old", disabled: true },
          ],
        },
      }`,
    });

  test("are the composer's own and the page's", async () => {
    const { page } = await open();
    await field(page).click();
    await page.keyboard.type("/");
    await option(page, "Refund").waitFor();
    const names = await options(page).evaluateAll((all) =>
      all.map((one) => one.getAttribute("aria-label")),
    );
    expect(names).toEqual([
      "Attach files",
      "Dictate",
      "Search the web",
      "Deep",
      "Refund",
      "Insert order",
      "More",
      "Fail",
    ]);
    await page.keyboard.type("deep");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Model: Deep" }).waitFor();
    await page.keyboard.type("/sea");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove Search the web" }).waitFor();
    expect(await field(page).textContent()).toBe("");
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.type("/att");
    await page.keyboard.press("Enter");
    await chooser;
  });

  test("do something on the page, and leave no text", async () => {
    const { page } = await open();
    await field(page).click();
    await page.keyboard.type("Please /ref");
    await option(page, "Refund").click();
    await eventually(() => page.evaluate("ran")).toEqual(["refund"]);
    expect(await field(page).textContent()).toBe("Please ");
  });

  test("put in a tag, also from a menu that follows", async () => {
    const { page } = await open();
    await field(page).click();
    await page.keyboard.type("/more");
    await page.keyboard.press("Enter");
    await option(page, "Deeper").waitFor();
    expect(await options(page).count()).toBe(2);
    await page.keyboard.type("ord");
    await eventually(() => options(page).count()).toBe(1);
    await page.keyboard.press("Enter");
    await eventually(() => field(page).textContent()).toBe("Order 1 ");
    expect(await page.evaluate("ran")).toEqual(["more", "insert"]);
  });

  test("that fail say so, and the page is told", async () => {
    const { page, events } = await open();
    await field(page).click();
    await page.keyboard.type("/fail");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "The command did not work." }).waitFor();
    const errors = (await events()).filter(({ name }) => name === "error");
    expect(errors).toEqual([{ name: "error", detail: { error: "It is down" } }]);
  });

  test("are none where the options have none", async () => {
    const { page } = await openElement();
    await field(page).click();
    await page.keyboard.type("/ @");
    expect(await field(page).getAttribute("aria-autocomplete")).toBeNull();
    await page.keyboard.press("Enter");
    await page.getByText("You said: / @").waitFor();
  });
});
