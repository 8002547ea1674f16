import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";
import { openWidget, type Sent, toldOf } from "./open-widget.ts";

const FAULTY: Sent = {
  type: "Card",
  padding: "wide",
  children: [
    { type: "Text", value: "Before" },
    { type: "Txt", value: "No such component" },
    { type: "Text", value: "Too large", size: "huge" },
    { type: "Text", value: "With more", flex: 1 },
    { type: "Badge" },
    { type: "ListViewItem", children: [] },
    { type: "Transition", children: [{ type: "Text", value: "In a list" }] },
    { type: "Button", label: "No action", onClickAction: { payload: 1 } },
    { type: "Icon", name: "spinner" },
    { type: "Chart", data: [{ x: 1 }], series: [{ type: "pie", dataKey: "x" }], xAxis: "x" },
    { type: "Input", name: "broken", pattern: "[" },
    { type: "Image", src: "/local.png", alt: "From nowhere" },
    { type: "Box", background: "nocolour", children: "text" },
    "a string",
    null,
    {
      type: "Table",
      children: [
        { type: "Table.Cell" },
        { type: "Table.Row", children: [{ type: "Text", value: "x" }] },
      ],
    },
    { type: "Text", value: "After" },
  ],
};

const TOLD = [
  ["Card.padding", '"wide" is not CSS of padding'],
  ["Card.children[1].type", '"Txt" is none of "Badge", '],
  ["Card.children[2].size", '"huge" is none of "xs", "sm", "md", "lg", "xl"'],
  ["Card.children[3].flex", "Text has no such prop; it has value, "],
  ["Card.children[4].label", "is missing"],
  ["Card.children[5].type", "ListViewItem cannot stand here"],
  ["Card.children[6].children", "a list is not one component"],
  ["Card.children[7].onClickAction.type", "is missing"],
  ["Card.children[8].name", '"spinner" is not the name of an icon'],
  ["Card.children[9].series[0].type", '"pie" is none of "bar", "area", "line"'],
  ["Card.children[10].pattern", '"[" is not a regular expression'],
  ["Card.children[11].src", '"/local.png" is no address of a picture: only https, http and data'],
  ["Card.children[12].background", '"nocolour" is not a colour'],
  ["Card.children[12].children", '"text" is not a list'],
  ["Card.children[13]", '"a string" is not a component'],
  ["Card.children[14]", "null is not a component"],
  ["Card.children[15].children[0].type", "Table.Cell cannot stand here, only Table.Row"],
  ["Card.children[15].children[1].children[0].type", "Text cannot stand here, only Table.Cell"],
] as const;

describe.skipIf(!hasBrowser)("what is wrong with a widget", () => {
  test("stands where it is, with its path, and the rest is drawn", async () => {
    const { page, widget, said } = await openWidget(FAULTY);
    for (const value of ["Before", "Too large", "With more", "After"]) {
      await widget.getByText(value, { exact: true }).waitFor();
    }
    await widget.getByRole("button", { name: "No action" }).waitFor();
    const notes = widget.getByRole("note");
    const texts = (await notes.allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());
    for (const [path, message] of TOLD) {
      expect(texts.join("\n")).toContain(`${path}: ${message}`);
    }
    // A component that can be drawn has what is wrong with it right after it.
    const large = widget.getByText("Too large", { exact: true });
    expect(await large.evaluate((element) => element.nextElementSibling?.textContent)).toContain(
      "huge",
    );
    expect(said).toEqual([]);
    expect(await page.getByText("From nowhere").isVisible()).toBe(true);
  });

  test("is listed at the widget, closed at first, and told to the page once", async () => {
    const opened = await openWidget(FAULTY);
    const list = opened.widget.locator("details.ckw-faults");
    expect(await list.locator("li").first().isVisible()).toBe(false);
    await list.getByText(`${TOLD.length} things are wrong with this widget`).click();
    const items = (await list.locator("li").allTextContents()).map((text) =>
      text.replace(/\s+/g, " "),
    );
    expect(items).toHaveLength(TOLD.length);
    for (const [index, [path, message]] of TOLD.entries()) {
      expect(items[index]).toContain(`${path}: ${message}`);
    }
    const logs = (await toldOf(opened, "log")) as {
      name: string;
      data: { faults: { path: string }[] };
    }[];
    const told = logs.filter(({ name }) => name === "widget.faults");
    expect(told).toHaveLength(1);
    expect(told[0]?.data.faults.map(({ path }) => path)).toEqual(TOLD.map(([path]) => path));
  });

  test.each([
    [{ type: "Text", value: "x" }, "Text.type: Text cannot stand here, only Card, ListView, Basic"],
    [{ type: "Kard" }, 'widget.type: "Kard" is none of "Card", "ListView", "Basic"'],
    [
      { type: "ListView", children: [{ type: "Text", value: "x" }] },
      "ListView.children[0].type: Text cannot stand here, only ListViewItem",
    ],
    [{ type: "Card" }, "Card.children: is missing"],
    [
      { type: "Card", children: [], radius: "md", confirm: { label: "Go" } },
      "Card.confirm.action: is missing",
    ],
  ])("%j is told of", async (root, message) => {
    const { widget } = await openWidget(root);
    await expect
      .poll(async () => (await widget.textContent())?.replace(/\s+/g, " "))
      .toContain(message);
  });

  test("a widget nested without end is cut off", async () => {
    let deep: Sent = { type: "Text", value: "The end" };
    for (let depth = 0; depth < 500; depth++) deep = { type: "Box", children: [deep] };
    const { widget, said } = await openWidget({ type: "Card", children: [deep] });
    await widget.getByRole("note").filter({ hasText: "is nested too deeply" }).waitFor();
    expect(said).toEqual([]);
  });

  test("siblings may share a key, and keep apart", async () => {
    const { widget, said } = await openWidget({
      type: "Card",
      children: ["one", "two", "three"].map((value) => ({ type: "Text", key: "same", value })),
    });
    expect(await widget.locator(".ckw-text").allTextContents()).toEqual(["one", "two", "three"]);
    expect(said).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)("the preview of an entity", () => {
  const show = async (root: object) => {
    const { page } = await openElement();
    await page.evaluate((preview) => {
      const part = Object.assign(document.createElement("chatkit-offline-preview"), {
        root: preview,
      });
      document
        .querySelector("openai-chatkit")
        ?.shadowRoot?.querySelector(".ck-frame")
        ?.append(part);
    }, root);
    return page.locator("chatkit-offline-preview");
  };

  test("is drawn, and nothing can be done in it", async () => {
    const preview = await show({
      type: "Basic",
      children: [
        { type: "Title", value: "Paris" },
        { type: "Button", label: "Go", onClickAction: { type: "go" } },
      ],
    });
    await preview.getByRole("heading", { name: "Paris" }).waitFor();
    expect(await preview.getByRole("button", { name: "Go" }).getAttribute("aria-disabled")).toBe(
      "true",
    );
  });

  test("is of the one kind that the page may give", async () => {
    const preview = await show({ type: "Card", children: [] });
    await preview
      .getByRole("note")
      .filter({ hasText: "Card cannot stand here, only Basic" })
      .waitFor();
  });
});
