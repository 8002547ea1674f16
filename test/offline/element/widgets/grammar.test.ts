import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Prop } from "../../../../src/offline/element/widgets/grammar/checks.ts";
import {
  type ComponentType,
  GRAMMAR,
  ROOTS,
} from "../../../../src/offline/element/widgets/grammar/grammar.ts";
import { readWidget } from "../../../../src/offline/element/widgets/grammar/read-widget.ts";
import {
  WidgetError,
  type WidgetIssue,
} from "../../../../templates/+self-hosted+node/server/chatkit/widgets/errors.ts";
import {
  parseComponent,
  parseWidget,
} from "../../../../templates/+self-hosted+node/server/chatkit/widgets/schema.ts";
import { EVERY_COMPONENT } from "./everything.ts";

const TYPES = Object.keys(GRAMMAR) as ComponentType[];

/** Where a component may stand, down from a root. */
const AROUND: Readonly<Partial<Record<ComponentType, readonly ComponentType[]>>> = {
  ListViewItem: ["ListView"],
  "Table.Row": ["Card", "Table"],
  "Table.Cell": ["Card", "Table", "Table.Row"],
};

/** What the schema of generated apps says. */
function issuesOfSchema(check: () => unknown): readonly WidgetIssue[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof WidgetError) return error.issues;
    throw error;
  }
}

/** What the element says of a component, with paths from the component. */
function faultsOf(type: ComponentType, component: object): readonly WidgetIssue[] {
  const around = ROOTS.includes(type) ? [] : (AROUND[type] ?? ["Card"]);
  const widget = around.reduceRight<object>(
    (inside, outer) => ({ type: outer, children: [inside] }),
    component,
  );
  const root = around[0] ?? type;
  const base = `${root}${".children[0]".repeat(around.length)}`;
  return readWidget(widget).faults.map(({ path, message }) => ({
    path: path === base ? "" : path.slice(base.length).replace(/^\./, ""),
    message,
  }));
}

/** The least that a component needs. */
const LEAST: Readonly<Partial<Record<ComponentType, object>>> = {
  Badge: { label: "x" },
  Basic: { children: [] },
  Caption: { value: "x" },
  Card: { children: [] },
  Chart: { data: [], series: [], xAxis: "x" },
  Checkbox: { name: "x" },
  DatePicker: { name: "x" },
  Icon: { name: "star" },
  Image: { src: "https://example.com/x.png" },
  Input: { name: "x" },
  Label: { value: "x", fieldName: "x" },
  ListView: { children: [] },
  ListViewItem: { children: [] },
  Markdown: { value: "x" },
  RadioGroup: { name: "x" },
  Select: { name: "x", options: [] },
  Text: { value: "x" },
  Textarea: { name: "x" },
  Title: { value: "x" },
  Transition: { children: null },
};

const least = (type: ComponentType) => ({ type, ...LEAST[type] });
const both = (type: ComponentType, component: object) => ({
  schema: issuesOfSchema(() => parseComponent(type, component)),
  element: faultsOf(type, component),
});

describe.each(TYPES)("%s: the element's grammar and the schema of apps", (type) => {
  const props = Object.keys(GRAMMAR[type]);

  test("take the least that it needs", () => {
    expect(both(type, least(type))).toEqual({ schema: [], element: [] });
  });

  test("have the same props", () => {
    const { schema, element } = both(type, { ...least(type), unheard: 1 });
    const known = (message = "") =>
      message
        .replace(/^.* it has /, "")
        .split(", ")
        .sort();
    const [{ message: fromSchema } = { message: "" }] = schema;
    const [{ message: fromElement } = { message: "" }] = element;
    const own = known(fromElement);
    expect([...own, "id", "key", "type"].sort()).toEqual(known(fromSchema));
    expect(own).toEqual([...props].sort());
  });

  test("need the same props", () => {
    const { schema, element } = both(type, { type });
    expect(element).toEqual(schema);
  });

  test.each(props)("take the same for %s", (prop) => {
    const values = [
      "no-such-word",
      7,
      -1.5,
      true,
      false,
      [],
      ["x"],
      [7],
      {},
      { x: 1 },
      { text: 1 },
    ];
    for (const value of values) {
      const { schema, element } = both(type, { ...least(type), [prop]: value });
      const about = `${prop}: ${JSON.stringify(value)}`;
      // Both tell of the same prop; what must be CSS, a date or an address, the element alone looks at.
      if (isLookedAtFurther(type, prop) && schema.length === 0) continue;
      expect([about, placesOf(element)]).toEqual([about, placesOf(schema)]);
    }
  });

  test.each(wordsOf(type))("know the same words for %s", (prop, message) => {
    const { schema } = both(type, { ...least(type), [prop]: "no-such-word" });
    expect(schema).toEqual([{ path: prop, message }]);
  });
});

/** The props that take one of a few words, with what is said of any other. */
function wordsOf(type: ComponentType): readonly (readonly [prop: string, message: string])[] {
  return Object.entries<Prop>(GRAMMAR[type]).flatMap(([prop, check]) => {
    if (typeof check !== "function") return [];
    const said: string[] = [];
    check("no-such-word", [], (_path, message) => said.push(message));
    return said[0]?.includes("none of") ? [[prop, said[0]] as const] : [];
  });
}

function isLookedAtFurther(type: ComponentType, prop: string): boolean {
  return (
    ["src", "pattern", "min", "max"].includes(prop) ||
    `${type} ${prop}` === "DatePicker defaultValue"
  );
}

/** The props that are told of. */
function placesOf(issues: readonly WidgetIssue[]): readonly string[] {
  return [...new Set(issues.map(({ path }) => path.split(/[.[]/)[0] ?? ""))].sort();
}

test("nothing is told of widgets that are right", () => {
  for (const widget of EVERY_COMPONENT) {
    expect(parseWidget(widget)).toBe(widget);
    expect(readWidget(widget).faults).toEqual([]);
  }
});

test("whatever arrives is drawn or told of, and never thrown at", () => {
  const component: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.jsonValue(),
      fc.record(
        {
          type: fc.oneof(fc.constantFrom(...TYPES), fc.string()),
          children: fc.oneof(fc.array(tie("node"), { maxLength: 3 }), tie("node")),
          ...Object.fromEntries(
            ["value", "name", "options", "data", "status", "padding", "border", "limit"].map(
              (prop) => [prop, fc.jsonValue()],
            ),
          ),
        },
        { requiredKeys: ["type"] },
      ),
    ),
  })).node;
  fc.assert(
    fc.property(component, (widget) => {
      const isRight = issuesOfSchema(() => parseWidget(widget)).length === 0;
      const { faults } = readWidget(widget);
      // null stands for nothing, which templates leave out before anything is checked.
      if (!isRight && !JSON.stringify(widget).includes("null")) expect(faults).not.toEqual([]);
    }),
  );
});
