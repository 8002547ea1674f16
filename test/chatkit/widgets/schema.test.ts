import { describe, expect, it, test } from "vitest";
import { WidgetError } from "../../../templates/+self-hosted+node/server/chatkit/widgets/errors.ts";
import { parseWidget } from "../../../templates/+self-hosted+node/server/chatkit/widgets/schema.ts";
import { readLines } from "./fixtures.ts";

/** The types of `@openai/chatkit`, 1.9.0; a `?` in front of those that may be left out. */
const typescript = readLines<{ type: string; props: Record<string, string> }>(
  "typescript-types.jsonl",
);
/** The models of `openai-chatkit`, written down by record.py. */
const python = readLines<{
  component: string;
  props: Record<string, { required: boolean; words: string[]; kinds: string[] }>;
}>("python-models.jsonl");

interface Prop {
  component: string;
  prop: string;
  required: boolean;
  /** Values that it takes, as many as there are words and kinds of value. */
  takes: unknown[];
}

type Props = Record<string, unknown>;

const go = { type: "go", payload: { id: 1 } };
const text = { type: "Text", value: "Hello" };
const item = { type: "ListViewItem", children: [text] };
const cell = { type: "Table.Cell", children: [text] };
const row = { type: "Table.Row", children: [cell] };
const line = { size: 1, color: "default", style: "dashed" };
const sides = { top: 1, right: "2px", bottom: 3, left: 4, x: 5, y: "6px" };

/** One value or more of every type that is not a word. */
const SAMPLES: Record<string, unknown[]> = {
  string: ["text"],
  number: [2],
  boolean: [true, false],
  false: [false],
  ThemeColor: [{ dark: "black", light: "white" }],
  Spacing: [sides, {}],
  Border: [line],
  Borders: [{ top: line, right: 1, bottom: line, left: 2, x: 3, y: line }, {}],
  ActionConfig: [go, { ...go, handler: "client", loadingBehavior: "none", streaming: false }],
  "WidgetComponent[]": [[text, { type: "Spacer" }], []],
  "(WidgetRoot | WidgetComponent)[]": [[text, { type: "Card", children: [] }]],
  "ListViewItem[]": [[item], []],
  "TableRow[]": [[row], []],
  "TableCell[]": [[cell], []],
};

/** Objects that the types write out where they are used, by component and prop. */
const OBJECTS: Record<string, unknown[]> = {
  status: [
    { text: "Done" },
    { text: "Done", icon: "check" },
    { text: "Done", favicon: "https://example.com/icon.png", frame: true },
  ],
  confirm: [{ label: "Yes", action: go }],
  cancel: [{ label: "No", action: go }],
  editable: [
    false,
    {
      name: "note",
      autoFocus: true,
      autoSelect: true,
      autoComplete: "off",
      allowAutofillExtensions: false,
      pattern: ".+",
      placeholder: "Note",
      required: true,
    },
  ],
  "Select.options": [[{ value: "a", label: "A", disabled: true, description: "First" }]],
  "RadioGroup.options": [[{ value: "a", label: "A", disabled: true }]],
  "Table.Cell.padding": [sides],
  "Transition.children": [text, { type: "Row", children: [text] }],
  onClickAction: SAMPLES.ActionConfig ?? [],
  onChangeAction: SAMPLES.ActionConfig ?? [],
  onSubmitAction: SAMPLES.ActionConfig ?? [],
};

function isComponent(type: string): boolean {
  return !["ThemeColor", "Spacing", "Border", "Borders", "ActionConfig", "CardAction"].includes(
    type,
  );
}

const NAMES: Record<string, string> = {
  BasicRoot: "Basic",
  TextComponent: "Text",
  TableRow: "Table.Row",
  TableCell: "Table.Cell",
};

function typescriptProps(): Prop[] {
  return typescript
    .filter(({ type }) => isComponent(type))
    .flatMap(({ type, props }) => {
      const component = NAMES[type] ?? type;
      return Object.entries(props)
        .filter(([prop]) => prop !== "type")
        .map(([prop, written]) => {
          const known = OBJECTS[`${component}.${prop}`] ?? OBJECTS[prop];
          return {
            component,
            prop,
            required: !written.startsWith("?"),
            takes: known ?? samplesOf(written.replace("?", "")),
          };
        });
    });
}

function samplesOf(written: string): unknown[] {
  const samples = SAMPLES[written];
  if (samples !== undefined) {
    return samples;
  }
  return written.split(" | ").flatMap((part) => {
    const sample = part.startsWith('"') ? [JSON.parse(part)] : SAMPLES[part];
    if (sample === undefined) {
      throw new Error(`No sample of ${part}, of ${written}`);
    }
    return sample;
  });
}

const CHART: Record<string, unknown[]> = {
  data: [[{ month: "May", sales: 3 }], []],
  series: [
    [
      { type: "bar", label: "Sales", dataKey: "sales", stack: "a", color: "blue" },
      { type: "area", label: null, dataKey: "sales", stack: "a", curveType: "monotoneX" },
      { type: "line", label: "Sales", dataKey: "sales", curveType: "stepAfter" },
    ],
  ],
  xAxis: ["month", { dataKey: "month", hide: true, labels: { "1": "January" } }],
};

const KINDS: Record<string, unknown[]> = {
  string: ["text"],
  number: [1.5],
  integer: [2],
  boolean: [true, false],
  "date-time": ["2026-11-21T12:00:00Z"],
};

function pythonProps(): Prop[] {
  return python.flatMap(({ component, props }) =>
    Object.entries(props).map(([prop, { required, words, kinds }]) => ({
      component,
      prop,
      required,
      takes: [
        // What the models call an object or a list is sampled from the types, but for charts.
        ...(component === "Chart" ? (CHART[prop] ?? []) : []),
        ...words,
        // Besides its words an icon may be any string of two patterns.
        ...(words.includes("sparkle")
          ? ["lucide:anchor", "vendor:acme"]
          : kinds.flatMap((kind) => KINDS[kind] ?? [])),
      ],
    })),
  );
}

/** The least that a component needs to be one. */
const NEEDED: Record<string, Props> = {
  Badge: { label: "New" },
  Basic: { children: [] },
  Caption: { value: "Hello" },
  Card: { children: [] },
  Chart: { data: [], series: [], xAxis: "month" },
  Checkbox: { name: "yes" },
  DatePicker: { name: "day" },
  Icon: { name: "star" },
  Image: { src: "https://example.com/a.png" },
  Input: { name: "name" },
  Label: { value: "Name", fieldName: "name" },
  ListView: { children: [] },
  ListViewItem: { children: [] },
  Markdown: { value: "**Hello**" },
  RadioGroup: { name: "size" },
  Select: { name: "size", options: [] },
  Text: { value: "Hello" },
  Textarea: { name: "note" },
  Title: { value: "Hello" },
  Transition: { children: null },
};

/** Puts a component where it may stand; the second value is the path to it. */
function placed(component: string, props: Props): [widget: unknown, path: string] {
  const node = { type: component, ...NEEDED[component], ...props };
  switch (component) {
    case "Card":
    case "ListView":
    case "Basic":
      return [node, ""];
    case "ListViewItem":
      return [{ type: "ListView", children: [node] }, "children[0]."];
    case "Table.Row":
      return [card({ type: "Table", children: [node] }), "children[0].children[0]."];
    case "Table.Cell":
      return [
        card({ type: "Table", children: [{ type: "Table.Row", children: [node] }] }),
        "children[0].children[0].children[0].",
      ];
    default:
      return [card(text, node), "children[1]."];
  }
}

function card(...children: unknown[]) {
  return { type: "Card", children };
}

function faults(widget: unknown): Record<string, string> {
  try {
    parseWidget(widget);
    return {};
  } catch (error) {
    if (!(error instanceof WidgetError)) {
      throw error;
    }
    return Object.fromEntries(error.issues.map(({ path, message }) => [path, message]));
  }
}

const props = [...typescriptProps(), ...pythonProps()];

test("both sources were read", () => {
  expect(new Set(props.map(({ component }) => component)).size).toBe(30);
  expect(props.length).toBeGreaterThan(600);
  // A sample for every prop, or the tests below would pass by testing nothing.
  const untested = typescriptProps().filter(({ takes }) => takes.length === 0);
  expect(untested).toEqual([]);
});

describe.each([...new Set(props.map(({ component }) => component))])("%s", (component) => {
  const own = props.filter((prop) => prop.component === component);

  it("takes every prop with every word and kind of value", () => {
    for (const { prop, takes } of own) {
      for (const value of takes) {
        expect.soft(faults(placed(component, { [prop]: value })[0]), prop).toEqual({});
      }
    }
  });

  it("takes all of its props at once", () => {
    const all = Object.fromEntries(
      own.filter(({ takes }) => takes.length > 0).map(({ prop, takes }) => [prop, takes[0]]),
    );
    expect(faults(placed(component, all)[0])).toEqual({});
  });

  it("refuses what a prop does not take, and names the path", () => {
    for (const { prop, takes } of own) {
      // Nothing takes a function, and only words of its own are taken by a prop of words.
      const wrong = [() => 1, Symbol.iterator, ...(onlyWords(own, prop) ? ["huge", 7, {}] : [])];
      for (const value of wrong) {
        const [widget, path] = placed(component, { [prop]: value });
        const found = Object.keys(faults(widget));
        expect.soft(found, `${prop} = ${String(value)}`).toEqual([`${path}${prop}`]);
      }
      expect.soft(takes).not.toContain("huge");
    }
  });

  it("refuses a prop that no source knows", () => {
    const [widget, path] = placed(component, { colour: "red" });
    expect(faults(widget)).toEqual({
      [`${path}colour`]: expect.stringContaining(`${component} has no such prop; it has type, id`),
    });
  });

  it("misses what it must have", () => {
    const needed = own.filter(({ required }) => required).map(({ prop }) => prop);
    expect(new Set(needed)).toEqual(new Set(Object.keys(NEEDED[component] ?? {})));
    for (const prop of needed) {
      const [widget, path] = placed(component, { [prop]: undefined });
      expect(faults(widget)).toEqual({ [`${path}${prop}`]: "is missing" });
    }
  });
});

function onlyWords(own: readonly Prop[], prop: string): boolean {
  const takes = own.filter((other) => other.prop === prop).flatMap((other) => other.takes);
  return (
    takes.length > 1 && takes.every((value) => typeof value === "string") && !takes.includes("text")
  );
}

describe("a fault inside a prop", () => {
  it.each<[props: Props, path: string, message: string]>([
    [{ type: "Box", padding: { tpo: 1 } }, "padding.tpo", "is not known here"],
    [{ type: "Box", border: { size: "x" } }, "border.size", '"x" is not a number'],
    [
      { type: "Box", border: { top: { size: 1, style: "wavy" } } },
      "border.top.style",
      '"wavy" is none of "solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"',
    ],
    [{ type: "Box", border: { color: "red" } }, "border.size", "is missing"],
    [{ type: "Box", background: { dark: "black" } }, "background.light", "is missing"],
    [{ type: "Icon", name: "spinner" }, "name", '"spinner" is not the name of an icon'],
    [{ type: "Icon", name: "lucide:" }, "name", '"lucide:" is not the name of an icon'],
    [{ type: "Button", onClickAction: { payload: 1 } }, "onClickAction.type", "is missing"],
    [
      { type: "Button", onClickAction: { type: "a", handler: "browser" } },
      "onClickAction.handler",
      '"browser" is none of "server", "client"',
    ],
    [
      { type: "Button", onClickAction: { type: "a", loading: "self" } },
      "onClickAction.loading",
      "is not known here",
    ],
    [
      { type: "Select", name: "a", options: [{ value: 1, label: "One" }] },
      "options[0].value",
      "1 is not a string",
    ],
    [{ type: "Text", value: "", editable: { required: true } }, "editable.name", "is missing"],
    [{ type: "Text", value: "", width: true }, "width", "true is not a number or a string"],
    [{ type: "Text", value: "", maxLines: Number.NaN }, "maxLines", "NaN is not a number"],
    [
      { type: "Chart", data: [{ a: true }], series: [], xAxis: "a" },
      "data[0].a",
      "true is not a string or a number",
    ],
    [
      { type: "Chart", data: [], series: [{ type: "pie" }], xAxis: "a" },
      "series[0].type",
      '"pie" is none of "bar", "area", "line"',
    ],
    [
      {
        type: "Chart",
        data: [],
        series: [{ type: "line", label: null, dataKey: "a", stack: "b" }],
        xAxis: "a",
      },
      "series[0].stack",
      "is not known here",
    ],
    [
      { type: "Chart", data: [], series: [], xAxis: { dataKey: 1 } },
      "xAxis.dataKey",
      "1 is not a string",
    ],
  ])("%j", (component, path, message) => {
    expect(faults(card(text, text, component))).toEqual({ [`children[2].${path}`]: message });
  });

  it("is told of the status and the footer of a card", () => {
    expect(
      faults({
        type: "Card",
        children: [],
        status: { text: "Done", icon: "tick" },
        confirm: { label: "Yes", action: { type: 1 } },
      }),
    ).toEqual({
      "status.icon": '"tick" is not the name of an icon',
      "confirm.action.type": "1 is not a string",
    });
  });
});

describe("a component out of place", () => {
  it.each<[widget: unknown, path: string, message: string]>([
    [card(item), "children[0].type", "ListViewItem cannot stand here"],
    [card(row), "children[0].type", "Table.Row cannot stand here"],
    [
      card({ type: "Table", children: [cell] }),
      "children[0].children[0].type",
      "Table.Cell cannot stand here, only Table.Row",
    ],
    [card(card()), "children[0].type", "Card cannot stand here"],
    [
      { type: "ListView", children: [text] },
      "children[0].type",
      "Text cannot stand here, only ListViewItem",
    ],
    [
      card({ type: "Transition", children: [text] }),
      "children[0].children",
      "a list is not an object",
    ],
    [
      card({ type: "Transition", children: item }),
      "children[0].children.type",
      "ListViewItem cannot stand here",
    ],
    [{ type: "Basic", children: [item] }, "children[0].type", "ListViewItem cannot stand here"],
    [text, "type", "Text cannot stand here, only Card, ListView, Basic"],
    [card({ value: "Hello" }), "children[0].type", "is missing"],
    [card("Hello"), "children[0]", '"Hello" is not an object'],
    [card(null), "children[0]", "null is not an object"],
    [{ type: "Card", children: text }, "children", "an object is not a list"],
    [null, "", "null is not an object"],
    ["Card", "", '"Card" is not an object'],
  ])("%j", (widget, path, message) => {
    expect(faults(widget)).toEqual({ [path]: message });
  });

  it("is unknown", () => {
    expect(faults(card({ type: "Marquee" }))).toEqual({
      "children[0].type": expect.stringMatching(
        /^"Marquee" is none of "Badge", "Box", .*"Transition"$/,
      ),
    });
    expect(Object.keys(faults(card({ type: "constructor" })))).toEqual(["children[0].type"]);
  });
});

it("tells all faults at once, in one message", () => {
  const widget = card({ type: "Text", value: 1, size: "huge" }, { type: "Row", gap: [] });
  expect(() => parseWidget(widget)).toThrow(
    [
      "children[0].value: 1 is not a string",
      'children[0].size: "huge" is none of "xs", "sm", "md", "lg", "xl"',
      "children[1].gap: a list is not a number or a string",
    ].join("\n"),
  );
});

it("gives back the widget itself", () => {
  const widget = card(text);
  expect(parseWidget(widget)).toBe(widget);
});
