import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import {
  actionsAt,
  type OpenWidget,
  openWidget,
  type Sent,
  toldOf,
  widgetItem,
} from "./open-widget.ts";

const FIELDS = [
  { type: "Label", value: "Title", fieldName: "todo.title" },
  { type: "Input", name: "todo.title", defaultValue: "Buy milk" },
  { type: "Textarea", name: "todo.note", defaultValue: "Two bottles" },
  { type: "Input", name: "count", inputType: "number", defaultValue: "2" },
  {
    type: "Select",
    name: "shop",
    defaultValue: "b",
    options: [
      { value: "a", label: "A" },
      { value: "b", label: "B" },
    ],
  },
  { type: "Select", name: "nothing", options: [{ value: "a", label: "A" }] },
  { type: "DatePicker", name: "day", defaultValue: "2026-11-21T10:00:00Z" },
  { type: "Checkbox", name: "urgent", label: "Urgent", defaultChecked: true },
  { type: "Checkbox", name: "quiet", label: "Quiet" },
  {
    type: "RadioGroup",
    name: "size",
    defaultValue: "l",
    options: [
      { value: "s", label: "Small" },
      { value: "l", label: "Large" },
    ],
  },
  { type: "Text", value: "Editable", editable: { name: "text" } },
  { type: "Input", name: "off", defaultValue: "x", disabled: true },
];

/** What they hold. */
const VALUES = {
  todo: { title: "Buy milk", note: "Two bottles" },
  count: "2",
  shop: "b",
  day: "2026-11-21",
  urgent: true,
  quiet: false,
  size: "l",
  text: "Editable",
};

const form = (children: readonly object[], props: object = {}): Sent => ({
  type: "Card",
  children: [
    {
      type: "Form",
      onSubmitAction: { type: "save", payload: { id: 7 } },
      children: [...children, { type: "Button", label: "Save", submit: true }],
      ...props,
    },
  ],
});

const quiet = { handlers: { async *action() {} } };
const save = ({ widget }: OpenWidget) => widget.getByRole("button", { name: "Save" }).click();

describe.skipIf(!hasBrowser)("forms in widgets", () => {
  test("send the values of all their fields, under their names", async () => {
    const opened = await openWidget(form(FIELDS), quiet);
    await save(opened);
    await expect
      .poll(() => actionsAt(opened))
      .toEqual([{ type: "save", payload: { id: 7, ...VALUES } }]);
  });

  test("a card is one, with asForm", async () => {
    const opened = await openWidget(
      {
        type: "Card",
        asForm: true,
        confirm: { label: "Save", action: { type: "save" } },
        cancel: { label: "Cancel", action: { type: "cancel" } },
        children: FIELDS,
      },
      quiet,
    );
    await save(opened);
    await expect.poll(() => actionsAt(opened)).toEqual([{ type: "save", payload: VALUES }]);
  });

  test("their buttons and lists send the values too, and check nothing", async () => {
    const opened = await openWidget(
      form([
        { type: "Input", name: "empty", required: true },
        { type: "Button", label: "Other", onClickAction: { type: "other", payload: { a: 1 } } },
        {
          type: "Select",
          name: "list",
          onChangeAction: { type: "list" },
          options: [{ value: "x", label: "X" }],
        },
      ]),
      quiet,
    );
    await opened.widget.getByRole("button", { name: "Other" }).click();
    await expect
      .poll(() => actionsAt(opened))
      .toEqual([{ type: "other", payload: { a: 1, empty: "" } }]);
    await opened.widget.getByRole("combobox").click();
    await opened.page.getByRole("option", { name: "X" }).click();
    await expect
      .poll(() => actionsAt(opened)[1])
      .toEqual({ type: "list", payload: { empty: "", list: "x" } });
  });

  test("a submit button's own action is sent where the form has none, after the checks", async () => {
    const submit = { type: "Button", label: "Save", submit: true, onClickAction: { type: "mine" } };
    const opened = await openWidget(
      {
        type: "Card",
        children: [
          { type: "Form", children: [{ type: "Input", name: "a", required: true }, submit] },
        ],
      },
      quiet,
    );
    await save(opened);
    await opened.widget.getByText("Fill in this field.").waitFor();
    await opened.widget.getByRole("textbox").fill("x");
    await save(opened);
    await expect.poll(() => actionsAt(opened)).toEqual([{ type: "mine", payload: { a: "x" } }]);
  });

  test.each(["Input", "Text"])("Enter in an %s sends them, also without a button", async (type) => {
    const fields = ["one", "two"].map((name) =>
      type === "Input" ? { type, name } : { type, value: "", editable: { name } },
    );
    const opened = await openWidget(
      {
        type: "Card",
        children: [{ type: "Form", onSubmitAction: { type: "save" }, children: fields }],
      },
      quiet,
    );
    await opened.widget.getByRole("textbox", { name: "two" }).fill("x");
    await opened.page.keyboard.press("Enter");
    await expect
      .poll(() => actionsAt(opened))
      .toEqual([{ type: "save", payload: { one: "", two: "x" } }]);
  });

  test("a form in a form keeps its fields to itself", async () => {
    const inner = {
      type: "Form",
      onSubmitAction: { type: "inner" },
      children: [
        { type: "Input", name: "same", defaultValue: "in" },
        { type: "Button", label: "Inner", submit: true },
      ],
    };
    const opened = await openWidget(
      {
        type: "Card",
        asForm: true,
        confirm: { label: "Save", action: { type: "outer" } },
        children: [{ type: "Input", name: "same", defaultValue: "out" }, inner],
      },
      quiet,
    );
    await opened.widget.getByRole("button", { name: "Inner" }).click();
    await expect
      .poll(() => actionsAt(opened))
      .toEqual([{ type: "inner", payload: { same: "in" } }]);
    await expect
      .poll(() => opened.widget.locator(".ckw-form").getAttribute("aria-busy"))
      .toBeNull();
    await save(opened);
    await expect
      .poll(() => actionsAt(opened)[1])
      .toEqual({ type: "outer", payload: { same: "out" } });
  });

  test("what the payload holds already wins, and the page is told of it", async () => {
    const opened = await openWidget(
      form([{ type: "Input", name: "id", defaultValue: "mine" }]),
      quiet,
    );
    await save(opened);
    await expect.poll(() => actionsAt(opened)).toEqual([{ type: "save", payload: { id: 7 } }]);
    const [told] = (await toldOf(opened, "error")) as { error: string }[];
    expect(told?.error).toContain('no room for the field "id"');
  });

  const WRONG: readonly (readonly [
    name: string,
    field: object,
    typed: string | null,
    message: string,
  ])[] = [
    ["a text", { type: "Input", name: "x", required: true }, "", "Fill in this field."],
    [
      "an email",
      { type: "Input", name: "x", inputType: "email" },
      "nobody",
      "Enter an email address",
    ],
    [
      "an address",
      { type: "Input", name: "x", inputType: "url" },
      "nowhere",
      "Enter a web address",
    ],
    [
      "a pattern",
      { type: "Input", name: "x", pattern: "[0-9]{3}" },
      "12",
      "the form that is asked for",
    ],
    [
      "a pattern that would take for ever",
      { type: "Input", name: "x", pattern: "^(a+)+$" },
      `${"a".repeat(60)}!`,
      "the form that is asked for",
    ],
    ["a long text", { type: "Textarea", name: "x", required: true }, "", "Fill in this field."],
    [
      "a long text's pattern",
      { type: "Textarea", name: "x", pattern: "a+" },
      "b",
      "the form that is asked for",
    ],
    [
      "a long text's pattern that would take for ever",
      { type: "Textarea", name: "x", pattern: "^(a+)+$" },
      `${"a".repeat(60)}!`,
      "the form that is asked for",
    ],
    [
      "a text to edit",
      { type: "Text", value: "", editable: { name: "x", required: true } },
      "",
      "Fill in this field.",
    ],
    [
      "its pattern",
      { type: "Text", value: "", editable: { name: "x", pattern: "a+" } },
      "aab",
      "the form that is asked for",
    ],
    [
      "a box",
      { type: "Checkbox", name: "x", label: "X", required: true },
      null,
      "Check this box to go on.",
    ],
    [
      "a choice",
      { type: "RadioGroup", name: "x", required: true, options: [{ value: "a", label: "A" }] },
      null,
      "Choose one of these.",
    ],
  ];

  test.each(WRONG)(
    "are not sent with the wrong kind of %s",
    async (_name, field, typed, message) => {
      const opened = await openWidget(
        form([{ type: "Label", value: "Field", fieldName: "x" }, field]),
        quiet,
      );
      const input = opened.widget.locator("input, textarea").first();
      if (typed !== null) await input.fill(typed);
      await save(opened);
      const mistake = opened.widget.getByRole("alert");
      expect(await mistake.textContent()).toContain(message);
      // The first wrong field has the focus, and is tied to what is said of it.
      expect(
        await input.evaluate(
          (element) => (element.getRootNode() as ShadowRoot).activeElement === element,
        ),
      ).toBe(true);
      const tied = opened.widget.locator(
        `[aria-describedby="${await mistake.getAttribute("id")}"]`,
      );
      expect(await tied.getAttribute("aria-invalid")).toBe("true");
      expect(actionsAt(opened)).toEqual([]);
      // It is taken back as soon as something changes.
      if (typed === null) await input.check();
      else await input.fill("aaa");
      await expect.poll(() => mistake.count()).toBe(0);
    },
  );

  test("right values pass", async () => {
    const opened = await openWidget(
      form([
        {
          type: "Input",
          name: "email",
          inputType: "email",
          required: true,
          defaultValue: "a@b.example",
        },
        { type: "Input", name: "number", inputType: "number", defaultValue: "1.5" },
        { type: "Input", name: "tel", inputType: "tel", defaultValue: "+1 2" },
        { type: "Input", name: "url", inputType: "url", defaultValue: "https://example.com" },
        { type: "Input", name: "secret", inputType: "password", defaultValue: "hidden" },
        { type: "Textarea", name: "long", pattern: "a+\\n?b", defaultValue: "aab" },
        { type: "Textarea", name: "lines", pattern: "a+\\n[b\\n]+", defaultValue: "aa\nb\nb" },
      ]),
      quiet,
    );
    await save(opened);
    await expect.poll(() => actionsAt(opened)).toHaveLength(1);
  });
});

describe.skipIf(!hasBrowser)("fields in widgets", () => {
  test("have the name of their label, of their placeholder, or their own", async () => {
    const { widget } = await openWidget({
      type: "Card",
      children: [
        { type: "Label", value: "With a label", fieldName: "a" },
        { type: "Input", name: "a", placeholder: "x" },
        { type: "Input", name: "b", placeholder: "With a placeholder" },
        { type: "Input", name: "alone" },
        { type: "Label", value: "Choose", fieldName: "c" },
        { type: "RadioGroup", name: "c", options: [{ value: "1", label: "One" }] },
        {
          type: "RadioGroup",
          name: "d",
          ariaLabel: "Spoken",
          direction: "row",
          options: [
            { value: "1", label: "Uno" },
            { value: "2", label: "Due", disabled: true },
          ],
        },
        { type: "Checkbox", name: "e" },
        { type: "Label", value: "List", fieldName: "f" },
        { type: "Select", name: "f", options: [{ value: "1", label: "First" }], defaultValue: "1" },
      ],
    });
    await widget.getByRole("textbox", { name: "With a label", exact: true }).waitFor();
    await widget.getByRole("textbox", { name: "With a placeholder", exact: true }).waitFor();
    await widget.getByRole("textbox", { name: "alone", exact: true }).waitFor();
    await widget.getByRole("radiogroup", { name: "Choose", exact: true }).waitFor();
    const spoken = widget.getByRole("radiogroup", { name: "Spoken", exact: true });
    expect(await spoken.evaluate((group) => getComputedStyle(group).flexDirection)).toBe("row");
    expect(await spoken.getByRole("radio", { name: "Due" }).isDisabled()).toBe(true);
    await widget.getByRole("checkbox", { name: "e", exact: true }).waitFor();
    await widget.getByRole("combobox", { name: "List First", exact: true }).waitFor();
  });

  test("are what their props say", async () => {
    const { widget } = await openWidget({
      type: "Card",
      children: [
        { type: "Input", name: "secret", inputType: "password" },
        { type: "Input", name: "free", allowAutofillExtensions: true },
        { type: "Input", name: "kept", required: true, disabled: true },
        { type: "Textarea", name: "rows", rows: 5 },
        { type: "Textarea", name: "grows", rows: 1, autoResize: true, maxRows: 3 },
        { type: "Textarea", name: "off", disabled: true },
        {
          type: "Text",
          value: "x",
          editable: { name: "edit", autoComplete: "name", placeholder: "Who" },
        },
        { type: "Checkbox", name: "box", label: "Box", disabled: true, defaultChecked: true },
        {
          type: "RadioGroup",
          name: "radios",
          disabled: true,
          options: [{ value: "1", label: "One" }],
        },
        { type: "Select", name: "select", disabled: true, options: [] },
        { type: "DatePicker", name: "date", disabled: true, placeholder: "When" },
      ],
    });
    const named = (name: string) => widget.locator(`[name="${name}"]`);
    expect(await named("secret").getAttribute("type")).toBe("password");
    expect(await named("secret").getAttribute("data-1p-ignore")).toBe("true");
    expect(await named("free").getAttribute("data-1p-ignore")).toBeNull();
    expect(
      await named("kept").evaluate((field: HTMLInputElement) => [field.required, field.disabled]),
    ).toEqual([true, true]);
    expect(await named("rows").getAttribute("rows")).toBe("5");
    const height = () => named("grows").evaluate((field: HTMLElement) => field.offsetHeight);
    const one = await height();
    await named("grows").fill("1\n2");
    const two = await height();
    await named("grows").fill("1\n2\n3\n4\n5\n6");
    const many = await height();
    expect(two).toBeGreaterThan(one);
    // Rounded to whole pixels.
    expect(Math.abs(many - two - (two - one))).toBeLessThanOrEqual(1);
    expect(await named("off").isDisabled()).toBe(true);
    expect(await named("edit").getAttribute("autocomplete")).toBe("name");
    expect(await named("edit").getAttribute("placeholder")).toBe("Who");
    const box = widget.getByRole("checkbox", { name: "Box" });
    expect([await box.isDisabled(), await box.isChecked()]).toEqual([true, true]);
    expect(await widget.getByRole("radio").isDisabled()).toBe(true);
    expect(await widget.getByRole("combobox", { name: "select" }).isDisabled()).toBe(true);
    expect(await widget.getByRole("button", { name: "date When" }).isDisabled()).toBe(true);
  });

  test("take the focus when an answer brings them, and never from what is being written", async () => {
    const fields: Sent = {
      type: "Card",
      children: [
        {
          type: "Input",
          name: "one",
          autoFocus: true,
          autoSelect: true,
          defaultValue: "all of it",
        },
      ],
    };
    const { page, widget } = await openWidget(fields, {
      handlers: {
        async *respond({ thread }) {
          yield { type: "thread.item.done", item: { ...widgetItem(fields), thread_id: thread.id } };
        },
      },
    });
    const focused = () => page.evaluate("chat.shadowRoot.activeElement?.name ?? null");
    // One that was there already does not.
    await widget.waitFor();
    expect(await focused()).toBeNull();
    await page.evaluate("chat.sendUserMessage({ text: 'Show it' })");
    await expect.poll(focused).toBe("one");
    expect(await page.evaluate("chat.shadowRoot.activeElement.selectionEnd")).toBe(
      "all of it".length,
    );
    await page.getByRole("textbox", { name: "Message" }).fill("I am writing");
    await page.evaluate("chat.sendUserMessage({ text: 'Again' })");
    await expect.poll(() => page.getByRole("article", { name: "Widget" }).count()).toBe(3);
    expect(await page.evaluate("chat.shadowRoot.activeElement?.getAttribute('aria-label')")).toBe(
      "Message",
    );
  });
});
