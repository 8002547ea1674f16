import { describe, expect, test } from "vitest";
import { GRAMMAR } from "../../../../src/offline/element/widgets/grammar/grammar.ts";
import type { AnyComponent } from "../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";
import { HOSTILE_ADDRESSES, HOSTILE_TEXTS } from "../markdown/hostile.ts";
import { componentsOf, EVERY_COMPONENT } from "./everything.ts";
import { drawn, type Sent } from "./open-widget.ts";

/** Rings an alarm of the page instead of whatever hostile code would do. */
const ALARM = `
window.rung = [];
window.alarm = (by) => rung.push(by);
window.alert = window.confirm = window.prompt = window.print = alarm;
`;

const EVIL = "https://evil.example/x";

/** A drawing that asks for others and has a script. */
const HOSTILE_PICTURE = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg"><image href="${EVIL}"/><use href="${EVIL}#x"/><style>@import "${EVIL}"</style><script>top.alarm(1)</script></svg>`,
)}`;

/** What would bring another property, a request or code along, if it were pasted into a style sheet. */
const HOSTILE_CSS = [
  `url(${EVIL})`,
  `red url(${EVIL})`,
  `1px; background: url(${EVIL})`,
  `red; background-image: url(${EVIL}); x: y`,
  `red !important; background: url(${EVIL}) !important`,
  `red} * { background: url(${EVIL}) }`,
  `red}</style><script>alarm(1)</script>`,
  `"><img src=x onerror=alarm(1)>`,
  `expression(alarm(1))`,
  `var(--nothing, url(${EVIL}))`,
  `calc(1px) url("${EVIL}")`,
  `image-set(url(${EVIL}) 1x)`,
  `cross-fade(url(${EVIL}), red)`,
  `attr(title type(<url>))`,
  `-moz-binding: url(${EVIL})`,
  `/**/url(${EVIL})/**/`,
  `\\75 rl(${EVIL})`,
  `@import "${EVIL}"`,
  `env(x, url(${EVIL}))`,
  `javascript:alarm(1)`,
  "1e999px",
  "9".repeat(5000),
] as const;

/** A component with one value for everything that is no list of components. */
function flooded(component: AnyComponent, value: unknown): object {
  const props = Object.keys(GRAMMAR[component.type]).filter((prop) => prop !== "children");
  return { type: component.type, ...Object.fromEntries(props.map((prop) => [prop, value])) };
}

/** A component with another text wherever it has one. */
function retold(value: unknown, text: string, key = ""): unknown {
  if (typeof value === "string") return isWord(key) ? value : text;
  if (Array.isArray(value)) return value.map((item) => retold(item, text, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, retold(inner, text, name)]),
  );
}

/** Props that are a word of a few, for which the rest of the component would not be drawn. */
function isWord(prop: string): boolean {
  return ["type", "size", "icon", "variant", "style", "direction", "curveType"].includes(prop);
}

const ALL = EVERY_COMPONENT.flatMap(componentsOf);
/** One of each type that may stand in a card. */
const IN_CARD = [...new Map(ALL.map((one) => [one.type, one])).values()].filter(
  ({ type }) =>
    !["Card", "ListView", "Basic", "ListViewItem", "Table.Row", "Table.Cell"].includes(type),
);

async function openAlarmed(widgets: readonly Sent[]) {
  const foreign: string[] = [];
  const opened = await openElement({ before: ALARM });
  const { page, server } = opened;
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(server.origin) && !url.startsWith("data:image/")) foreign.push(url);
  });
  await page.route(/evil/, (route) => route.abort());
  await page.evaluate(
    (roots) => {
      const frame = document
        .querySelector("openai-chatkit")
        ?.shadowRoot?.querySelector(".ck-frame");
      for (const [index, widget] of roots.entries()) {
        const part = Object.assign(document.createElement("chatkit-offline-widget"), {
          item: { id: `itm_${index}`, type: "widget", widget },
          chat: {
            state: {
              abilities: { serverActions: true },
              turn: { phase: "idle" },
              options: null,
              thread: null,
            },
            subscribe: () => () => {},
            log: () => {},
          },
        });
        frame?.append(part);
      }
    },
    widgets as unknown as unknown[],
  );
  await drawn(page);
  return {
    ...opened,
    async expectHarmless() {
      // Whoever comes by moves over it and clicks.
      for (const link of await page.locator("chatkit-offline-widget a").all()) {
        await link.dispatchEvent("click");
      }
      await drawn(page);
      expect(await page.evaluate("rung")).toEqual([]);
      expect(foreign).toEqual([]);
      expect(await page.evaluate(FOUND)).toEqual([]);
      expect(page.url()).toBe(`${server.origin}/`);
      expect(opened.said.filter((line) => line.startsWith("uncaught"))).toEqual([]);
    },
  };
}

/** What is in widgets that must not be there. */
const FOUND = `(() => {
  const found = [];
  for (const widget of chat.shadowRoot.querySelectorAll("chatkit-offline-widget")) {
    if (widget.childElementCount === 0) found.push("nothing was drawn");
    for (const each of widget.querySelectorAll("*")) {
      if (/^(script|style|iframe|object|embed|link|base|meta)$/i.test(each.localName)) found.push(each.outerHTML);
      for (const { name, value } of each.attributes) {
        if (/^on/i.test(name)) found.push(name + "=" + value);
        if (name === "href" && !["http:", "https:", "mailto:", "tel:"].includes(new URL(value, location.href).protocol)) found.push(name + "=" + value);
        if (name === "src" && !(each.localName === "img" && /^(https?:|data:image\\/)/i.test(value))) found.push(name + "=" + value);
        if (name === "style" && /evil|url\\(/i.test(value)) found.push(name + "=" + value);
      }
      for (const property of ["background-image", "border-image-source", "list-style-image", "content", "filter", "mask-image", "fill", "stroke", "cursor"]) {
        const value = getComputedStyle(each).getPropertyValue(property);
        if (/url\\(/.test(value)) found.push(property + ": " + value);
      }
    }
  }
  return found;
})()`;

describe.skipIf(!hasBrowser)("hostile widgets", () => {
  test("nothing in a prop becomes CSS of another property, a request or code", async () => {
    const { expectHarmless } = await openAlarmed(
      HOSTILE_CSS.map((value) => ({
        type: "Card",
        background: value,
        padding: value,
        border: { size: 1, color: value, style: value },
        children: [
          ...IN_CARD.map((component) => flooded(component, value)),
          {
            type: "Box",
            padding: { x: value },
            margin: { top: value },
            border: { top: { size: 2, color: value } },
          },
          {
            type: "Box",
            background: { light: value, dark: value },
            flex: value,
            aspectRatio: value,
          },
          { type: "Text", value: "x", color: { light: value, dark: value }, width: value },
          { type: "Divider", size: value, spacing: value, color: value },
          {
            type: "Chart",
            data: [{ x: 1 }],
            xAxis: "x",
            height: value,
            series: [
              { type: "line", dataKey: "x", color: value },
              { type: "bar", dataKey: "x", color: value, stack: value },
            ],
          },
        ],
      })),
    );
    await expectHarmless();
  });

  test("nothing in a text becomes an element", async () => {
    const { page, expectHarmless } = await openAlarmed(
      HOSTILE_TEXTS.slice(0, 60).flatMap((text) =>
        EVERY_COMPONENT.map((widget) => retold(widget, text) as Sent),
      ),
    );
    expect(await page.locator("chatkit-offline-widget").count()).toBeGreaterThan(200);
    await expectHarmless();
  });

  test("no address is asked for or opened that is not of the web", async () => {
    const { expectHarmless } = await openAlarmed(
      [...HOSTILE_ADDRESSES, HOSTILE_PICTURE].map((address) => ({
        type: "Card",
        status: { text: address, favicon: address },
        children: [
          { type: "Image", src: address, alt: address },
          { type: "Markdown", value: `[x](${address}) ![x](${address}) <${address}>` },
          { type: "Icon", name: address },
          { type: "Icon", name: `lucide:${address}` },
          {
            type: "Button",
            label: address,
            iconStart: `lucide:../${address}`,
            onClickAction: { type: address },
          },
        ],
      })),
    );
    await expectHarmless();
  });

  test("names that objects have already are names like others", async () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "a.__proto__.b"];
    const { expectHarmless, page } = await openAlarmed(
      names.map((name) => ({
        type: "Card",
        children: [
          { type: name },
          JSON.parse(`{ "type": "Text", "value": "x", "${name}": 1 }`),
          { type: "Input", name, defaultValue: "x" },
          { type: "Select", name, options: [{ value: name, label: name }], defaultValue: name },
          { type: "Badge", label: name, color: name },
          { type: "Chart", data: [{ x: 1 }], series: [{ type: name, dataKey: name }], xAxis: name },
          {
            type: "Chart",
            data: [{ x: 1 }],
            series: [{ type: "bar", dataKey: name, color: name }],
            xAxis: { dataKey: name, labels: { x: name } },
          },
        ],
      })),
    );
    expect(await page.locator(".ckw-fault").count()).toBeGreaterThan(names.length * 3);
    await expectHarmless();
  });
});
