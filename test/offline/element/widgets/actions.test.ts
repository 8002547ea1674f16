import { describe, expect, test } from "vitest";
import type { ThreadStreamEvent } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";
import { answered, done } from "../view/conversation.ts";
import { actionsAt, openWidget, replaced, type Sent, toldOf, widgetItem } from "./open-widget.ts";

/** Something that is waited for until the test lets it go. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

const button = (label: string, props: object = {}) => ({
  type: "Button",
  label,
  onClickAction: { type: "go", payload: { id: 7 } },
  ...props,
});
const card = (...children: readonly object[]): Sent => ({ type: "Card", children });

/** A server whose answer to an action ends when the test says so. */
function slowServer() {
  const { passed, open } = gate();
  return {
    open,
    handlers: {
      async *action(): AsyncIterable<ThreadStreamEvent> {
        yield done("thr_kept", answered("Working on it."));
        await passed;
      },
    },
  };
}

describe.skipIf(!hasBrowser)("actions of widgets", () => {
  test("go to the server, with the widget that they come from", async () => {
    const opened = await openWidget(card(button("Go")), {
      handlers: {
        async *action({ action, sender }) {
          yield done("thr_kept", answered(`Done ${action.type} of ${sender?.id}`));
        },
      },
    });
    await opened.widget.getByRole("button", { name: "Go" }).click();
    await opened.page.getByText("Done go of itm_").waitFor();
    expect(actionsAt(opened)).toEqual([{ type: "go", payload: { id: 7 } }]);
    expect(opened.server.requests.at(-1)?.type).toBe("threads.custom_action");
  });

  test("with the handler client go to the page, and to no server", async () => {
    const action = { type: "here", handler: "client", payload: { id: 1 } };
    const opened = await openWidget(card(button("Go", { onClickAction: action })), {
      options:
        "{ widgets: { async onAction(action, item) { window.acted = [action, item.widget.type]; } } }",
    });
    await opened.widget.getByRole("button", { name: "Go" }).click();
    await expect
      .poll(() => opened.page.evaluate("window.acted"))
      .toEqual([{ type: "here", payload: { id: 1 } }, "Card"]);
    expect(actionsAt(opened)).toEqual([]);
  });

  test("that do not stream are answered at once, also while an answer streams", async () => {
    const { open, handlers } = slowServer();
    const opened = await openWidget(
      card(
        button("Slow"),
        button("Wait"),
        button("Now", { onClickAction: { type: "now", streaming: false } }),
      ),
      {
        handlers: {
          ...handlers,
          syncAction: async ({ sender }) => ({
            updatedItem: widgetItem(card({ type: "Text", value: "Changed at once" }), sender?.id),
          }),
        },
      },
    );
    await opened.widget.getByRole("button", { name: "Slow" }).click();
    await opened.page.getByText("Working on it.").waitFor();
    const wait = opened.widget.getByRole("button", { name: "Wait" });
    expect(await wait.getAttribute("aria-disabled")).toBe("true");
    await opened.widget.getByRole("button", { name: "Now" }).click();
    await opened.page.getByText("Changed at once").waitFor();
    expect(opened.server.requests.at(-1)?.type).toBe("threads.sync_custom_action");
    open();
  });

  test("of a button show that it works, and are not sent twice", async () => {
    const { open, handlers } = slowServer();
    const opened = await openWidget(card(button("Go"), button("Other")), { handlers });
    const go = opened.widget.getByRole("button", { name: "Go" });
    await go.click();
    await opened.page.getByText("Working on it.").waitFor();
    expect(await go.getAttribute("aria-busy")).toBe("true");
    expect(await go.locator(".ck-spinner").count()).toBe(1);
    await go.click({ force: true });
    const other = opened.widget.getByRole("button", { name: "Other" });
    expect(await other.getAttribute("aria-busy")).toBeNull();
    // It says why it cannot be used now, to eyes and to screen readers.
    const why = opened.page.locator(`[id="${await other.getAttribute("aria-describedby")}"]`);
    expect(await why.textContent()).toBe("Wait until the answer is complete.");
    await other.hover({ force: true });
    await opened.page.locator(".ck-tooltip", { hasText: "Wait until the answer" }).waitFor();
    open();
    await expect.poll(() => go.getAttribute("aria-busy")).toBeNull();
    expect(await other.getAttribute("aria-disabled")).toBeNull();
    expect(actionsAt(opened)).toHaveLength(1);
  });

  const LOADING = [
    ["a button: itself", button("Go"), "self"],
    [
      "a button: nothing",
      button("Go", { onClickAction: { type: "go", loadingBehavior: "none" } }),
      "none",
    ],
    [
      "a button: everything",
      button("Go", { onClickAction: { type: "go", loadingBehavior: "container" } }),
      "container",
    ],
    ["an item of a list: itself", null, "self"],
  ] as const;

  test.each(LOADING)(
    "show as busy what loadingBehavior says; of %s",
    async (_name, component, shown) => {
      const { open, handlers } = slowServer();
      const item = {
        type: "ListViewItem",
        onClickAction: { type: "go" },
        children: [{ type: "Text", value: "Go" }],
      };
      const opened = await openWidget(
        component ? card(component) : { type: "ListView", children: [item] },
        { handlers },
      );
      // What is inert has no role.
      const go = opened.widget.locator("button").first();
      await go.click();
      await opened.page.getByText("Working on it.").waitFor();
      const whole = opened.widget.locator(".ckw-widget");
      expect(await go.getAttribute("aria-busy")).toBe(shown === "self" ? "true" : null);
      expect(await whole.getAttribute("aria-busy")).toBe(String(shown === "container"));
      expect(await whole.evaluate((element: HTMLElement) => element.inert)).toBe(
        shown === "container",
      );
      open();
      await expect.poll(() => whole.getAttribute("aria-busy")).toBe("false");
    },
  );

  test("of a card's footer dim all of it", async () => {
    const { open, handlers } = slowServer();
    const opened = await openWidget(
      {
        type: "Card",
        children: [{ type: "Text", value: "Sure?" }],
        confirm: { label: "Yes", action: { type: "yes" } },
        cancel: { label: "No", action: { type: "no" } },
      },
      { handlers },
    );
    await opened.widget.getByRole("button", { name: "Yes" }).click();
    const whole = opened.widget.locator(".ckw-widget");
    await expect.poll(() => whole.getAttribute("aria-busy")).toBe("true");
    await expect
      .poll(() => whole.evaluate((element) => Number(getComputedStyle(element).opacity)))
      .toBeLessThan(0.8);
    open();
    await expect.poll(() => whole.getAttribute("aria-busy")).toBe("false");
    // The focus is back where it was.
    await expect
      .poll(() => opened.page.evaluate("chat.shadowRoot.activeElement?.textContent.trim()"))
      .toBe("Yes");
    await opened.widget.getByRole("button", { name: "No" }).click();
    await expect.poll(() => actionsAt(opened)).toEqual([{ type: "yes" }, { type: "no" }]);
  });

  test("that fail tell the page, and can be tried again", async () => {
    const opened = await openWidget(
      card(button("Go", { onClickAction: { type: "x", handler: "client" } })),
      {
        options:
          "{ widgets: { async onAction() { throw new Error('The page is out of order.') } } }",
      },
    );
    const go = opened.widget.getByRole("button", { name: "Go" });
    await go.click();
    await expect
      .poll(() => toldOf(opened, "error"))
      .toEqual([{ error: "The page is out of order." }]);
    expect(await go.getAttribute("aria-busy")).toBeNull();
    await go.click();
    await expect.poll(async () => (await toldOf(opened, "error")).length).toBe(2);
  });

  test("of a hosted workflow's widgets are not for a server, and say so", async () => {
    const here = { type: "here", handler: "client" };
    const { page } = await openElement();
    // A widget in a chat with a hosted workflow, which needs nothing of the server but that it is one.
    await page.evaluate(
      (widget) => {
        const ran: unknown[] = [];
        const part = Object.assign(document.createElement("chatkit-offline-widget"), {
          item: { id: "itm_1", type: "widget", widget },
          chat: {
            state: {
              abilities: { serverActions: false },
              turn: { phase: "idle" },
              options: null,
              thread: null,
            },
            subscribe: () => () => {},
            runAction: async (action: unknown) => ran.push(action),
          },
        });
        document
          .querySelector("openai-chatkit")
          ?.shadowRoot?.querySelector(".ck-frame")
          ?.append(part);
        Object.assign(window, { ran });
      },
      card(
        button("Server"),
        button("Page", { onClickAction: here }),
        { type: "Checkbox", name: "box", label: "Box", onChangeAction: { type: "x" } },
        {
          type: "Select",
          name: "list",
          options: [{ value: "a", label: "A" }],
          onChangeAction: { type: "x" },
        },
      ),
    );
    for (const control of [
      page.getByRole("button", { name: "Server" }),
      page.getByRole("checkbox", { name: "Box" }),
      page.getByRole("combobox", { name: "list" }),
    ]) {
      expect(await control.getAttribute("aria-disabled")).toBe("true");
      const why = page.locator(`[id="${await control.getAttribute("aria-describedby")}"]`);
      expect(await why.textContent()).toContain("a hosted workflow takes no actions of widgets");
      await control.click({ force: true });
    }
    expect(await page.getByRole("checkbox", { name: "Box" }).isChecked()).toBe(false);
    expect(await page.getByRole("listbox").count()).toBe(0);
    await page.getByRole("button", { name: "Page" }).click();
    await expect.poll(() => page.evaluate("window.ran")).toEqual([here]);
  });

  test("of lists, boxes and radio buttons are run with what was chosen", async () => {
    const change = { type: "change" };
    const opened = await openWidget(
      card(
        {
          type: "Select",
          name: "city",
          onChangeAction: change,
          options: [{ value: "p", label: "Paris" }],
        },
        { type: "Checkbox", name: "sure", label: "Sure", onChangeAction: change },
        {
          type: "RadioGroup",
          name: "how.deep",
          onChangeAction: change,
          options: [{ value: "d", label: "Deep" }],
        },
        { type: "DatePicker", name: "day", onChangeAction: change, defaultValue: "2026-11-21" },
      ),
      { handlers: { async *action() {} } },
    );
    const { widget, page } = opened;
    const payloads = () =>
      actionsAt(opened).map((action) => (action as { payload: unknown }).payload);
    await widget.getByRole("combobox", { name: "city" }).click();
    await page.getByRole("option", { name: "Paris" }).click();
    await expect.poll(payloads).toEqual([{ city: "p" }]);
    await widget.getByRole("checkbox", { name: "Sure" }).check();
    await expect.poll(payloads).toHaveLength(2);
    await widget.getByRole("radio", { name: "Deep" }).check();
    await expect.poll(payloads).toHaveLength(3);
    await widget.getByRole("button", { name: "day Nov 21, 2026" }).click();
    await page.getByRole("gridcell", { name: "Sunday, November 22, 2026" }).click();
    await expect
      .poll(payloads)
      .toEqual([{ city: "p" }, { sure: true }, { how: { deep: "d" } }, { day: "2026-11-22" }]);
  });

  test("of an item of a list and of a button in it keep apart", async () => {
    const opened = await openWidget(
      {
        type: "ListView",
        children: [
          {
            type: "ListViewItem",
            onClickAction: { type: "open" },
            children: [{ type: "Text", value: "Paris" }, button("Book")],
          },
        ],
      },
      { handlers: { async *action() {} } },
    );
    await opened.widget.getByRole("button", { name: "Book", exact: true }).click();
    await expect.poll(() => actionsAt(opened)).toEqual([{ type: "go", payload: { id: 7 } }]);
    const item = opened.widget.getByRole("button", { name: "Paris Book" });
    await expect.poll(() => item.getAttribute("aria-disabled")).toBeNull();
    // The text of the item is where a person clicks.
    const text = await opened.widget.getByText("Paris").boundingBox();
    await opened.page.mouse.click((text?.x ?? 0) + 5, (text?.y ?? 0) + 5);
    await expect.poll(() => actionsAt(opened)[1]).toEqual({ type: "open" });
    expect(await opened.widget.locator("button button").count()).toBe(0);
  });

  test("whatever is typed stays, with the focus, when the widget changes", async () => {
    const form = (value: string, ...more: readonly object[]) =>
      card(
        ...more,
        { type: "Text", value },
        { type: "Input", name: "one" },
        { type: "Textarea", name: "two" },
        { type: "Select", name: "three", options: [{ value: "p", label: "Paris" }] },
        { type: "Checkbox", name: "four", label: "Four" },
        button("Go", { onClickAction: { type: "go", streaming: false } }),
      );
    const opened = await openWidget(form("Before"), {
      handlers: {
        syncAction: async ({ sender }) => ({
          updatedItem: widgetItem(
            form("After", { type: "Text", value: "New" }, { type: "Divider" }),
            sender?.id,
          ),
        }),
      },
    });
    const { widget, page } = opened;
    await widget.getByRole("textbox", { name: "two" }).fill("Some words");
    await widget.getByRole("combobox", { name: "three" }).click();
    await page.getByRole("option", { name: "Paris" }).click();
    await widget.getByRole("checkbox").check();
    await widget.getByRole("textbox", { name: "one" }).fill("half a wo");
    await widget
      .getByRole("button", { name: "Go" })
      .evaluate((element: HTMLElement) => element.click());
    await widget.getByText("After").waitFor();
    await page.keyboard.type("rd");
    expect(await widget.getByRole("textbox", { name: "one" }).inputValue()).toBe("half a word");
    expect(await widget.getByRole("textbox", { name: "two" }).inputValue()).toBe("Some words");
    expect(await widget.getByRole("combobox", { name: "three" }).textContent()).toContain("Paris");
    expect(await widget.getByRole("checkbox").isChecked()).toBe(true);
  });

  test("may stream the widget anew, text by text", async () => {
    const { passed, open } = gate();
    const story = (value: string, streaming: boolean): Sent =>
      card(
        { type: "Text", id: "story", value, streaming },
        { type: "Markdown", id: "more", value: "**" },
      );
    const opened = await openWidget(card(button("Go")), {
      handlers: {
        async *action() {
          const item = widgetItem(story("Once", true), "itm_story");
          yield { type: "thread.item.added", item };
          yield delta("story", " upon", false);
          await passed;
          yield delta("story", " a time", true);
          yield delta("more", "bold**", true);
          yield {
            type: "thread.item.done",
            item: widgetItem(
              card(
                { type: "Text", id: "story", value: "Once upon a time" },
                { type: "Markdown", id: "more", value: "**bold**" },
              ),
              "itm_story",
            ),
          };
        },
      },
    });
    await opened.widget.getByRole("button", { name: "Go" }).click();
    const text = opened.page.getByText("Once upon");
    await text.waitFor();
    expect(await text.getAttribute("aria-busy")).toBe("true");
    await text.evaluate((element) => element.setAttribute("data-same", ""));
    open();
    await opened.page.getByText("Once upon a time").waitFor();
    await opened.page.locator("strong", { hasText: "bold" }).waitFor();
    // It grew, and was not made anew.
    expect(await opened.page.locator("[data-same]").textContent()).toBe("Once upon a time");
    await expect
      .poll(() => opened.page.locator("[data-same]").getAttribute("aria-busy"))
      .toBeNull();
  });

  test("a transition moves to the height of what comes next", async () => {
    const inside = (value: string, height: number): Sent =>
      card(
        {
          type: "Transition",
          children: { type: "Box", key: value, height, children: [{ type: "Text", value }] },
        },
        button("Go"),
      );
    const opened = await openWidget(inside("Low", 40), {
      handlers: {
        async *action({ sender }) {
          yield replaced(inside("High", 240), sender?.id ?? "");
        },
      },
    });
    const transition = opened.page.locator("chatkit-offline-transition");
    await transition.evaluate((element: HTMLElement) => {
      const heights: number[] = [];
      Object.assign(window, { heights });
      new ResizeObserver(() => heights.push(element.offsetHeight)).observe(element);
    });
    await opened.widget.getByRole("button", { name: "Go" }).click();
    await opened.page.getByText("High").waitFor();
    await expect
      .poll(() => transition.evaluate((element: HTMLElement) => element.offsetHeight))
      .toBe(240);
    const heights = await opened.page.evaluate<number[]>("window.heights");
    expect(heights.some((height) => height > 40 && height < 240)).toBe(true);
  });
});

function delta(id: string, text: string, isDone: boolean): ThreadStreamEvent {
  return {
    type: "thread.item.updated",
    item_id: "itm_story",
    update: {
      type: "widget.streaming_text.value_delta",
      component_id: id,
      delta: text,
      done: isDone,
    },
  };
}
