import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  compile,
  render,
} from "../../../templates/+self-hosted+node/server/chatkit/widgets/jinja.ts";
import { WidgetTemplate } from "../../../templates/+self-hosted+node/server/chatkit/widgets/template.ts";
import { readLines } from "./fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "widgets-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(parts: Record<string, unknown> = {}): string {
  return JSON.stringify({
    version: "1.0",
    name: "greeting",
    template: '{"type":"Card","children":[{"type":"Text","value":{{ name | tojson }}}]}',
    jsonSchema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
      additionalProperties: false,
    },
    outputJsonPreview: { type: "Card" },
    encodedWidget: "eyJpZCI6MX0",
    ...parts,
  });
}

/** A template of one text, without a schema of its data. */
function textOf(expression: string): WidgetTemplate {
  return WidgetTemplate.parse(
    file({
      template: `{"type":"Card","children":[{"type":"Text","value":${expression}}]}`,
      jsonSchema: undefined,
    }),
  );
}

describe("a template", () => {
  it("builds a widget from data", () => {
    expect(WidgetTemplate.parse(file()).build({ name: "Ada" })).toEqual({
      type: "Card",
      children: [{ type: "Text", value: "Ada" }],
    });
  });

  it("is read from a path or a URL", () => {
    const path = join(folder, "greeting.widget");
    writeFileSync(path, file());
    expect(WidgetTemplate.fromFile(path).name).toBe("greeting");
    expect(WidgetTemplate.fromFile(pathToFileURL(path)).build({ name: "Ada" }).type).toBe("Card");
  });

  it("leaves out what is null, as Python does", () => {
    const template = WidgetTemplate.parse(
      file({
        template:
          '{"type":"Card","theme":null,"children":[null,{"type":"Button","onClickAction":{{ action | tojson }}},{"type":"Transition","children":null}]}',
        jsonSchema: {},
      }),
    );
    expect(template.build({ action: { type: "go", payload: { a: null, b: [1, null] } } })).toEqual({
      type: "Card",
      children: [
        { type: "Button", onClickAction: { type: "go", payload: { b: [1] } } },
        { type: "Transition", children: null },
      ],
    });
  });

  it("may have a chart whose series has no name", () => {
    const chart = {
      type: "Chart",
      data: [{ month: "May", sales: 3 }],
      series: [{ type: "bar", dataKey: "sales" }],
      xAxis: "month",
    };
    const unnamed = { ...chart, series: [{ type: "bar", label: null, dataKey: "sales" }] };
    const template = JSON.stringify({ type: "Card", children: [unnamed] });
    expect(WidgetTemplate.parse(file({ template, jsonSchema: {} })).build({})).toEqual({
      type: "Card",
      children: [chart],
    });
  });
});

describe("a file is refused", () => {
  it.each([
    [{ version: "2.0" }, 'version: "2.0" is none of "1.0"'],
    [{ version: undefined }, "version: is missing"],
    [{ name: 1 }, "name: 1 is not a string"],
    [{ template: undefined }, "template: is missing"],
    [{ jsonSchema: [] }, "jsonSchema: a list is not an object"],
  ])("with %j", (parts, message) => {
    expect(() => WidgetTemplate.parse(file(parts))).toThrow(`A .widget file: ${message}`);
  });

  it("if it is no JSON, and the error names it", () => {
    const path = join(folder, "broken.widget");
    writeFileSync(path, "{");
    expect(() => WidgetTemplate.fromFile(path)).toThrow(`${path}: `);
  });

  it("if its JSON schema is broken", () => {
    const template = WidgetTemplate.parse(file({ jsonSchema: { type: "text" } }));
    expect(() => template.build({})).toThrow(/^greeting: jsonSchema: /);
  });

  it("if its template is broken", () => {
    expect(() => WidgetTemplate.parse(file({ template: "{% if x %}" }))).toThrow(
      /^greeting: template: /,
    );
  });
});

describe("data is checked against the file's JSON schema", () => {
  const template = WidgetTemplate.parse(
    file({
      jsonSchema: {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: {
          name: { type: "string", format: "email" },
          items: {
            type: "array",
            items: { type: "object", properties: { size: { enum: ["s", "l"] } } },
            prefixItems: [{ type: "object", required: ["first"] }],
          },
          "a/b": { type: "number" },
        },
        required: ["name"],
        additionalProperties: false,
      },
    }),
  );

  it.each<[data: Record<string, unknown>, message: string]>([
    [{}, "greeting: data.name: is missing"],
    [{ name: 1 }, "greeting: data.name: must be string"],
    [{ name: "a", age: 3 }, "greeting: data.age: is not known"],
    [{ name: "a", items: [{}] }, "greeting: data.items[0].first: is missing"],
    [
      { name: "a", items: [{ first: 1 }, { size: "m" }] },
      'greeting: data.items[1].size: is none of "s", "l"',
    ],
    [{ name: "a", "a/b": "1" }, 'greeting: data["a/b"]: must be number'],
  ])("%j", (data, message) => {
    expect(() => template.build(data)).toThrow(message);
  });

  it("even if another file has the same id", () => {
    const schema = (type: string) => ({
      $id: "https://example.com/greeting",
      properties: { name: { $ref: "#/$defs/name" } },
      $defs: { name: { type } },
    });
    const first = WidgetTemplate.parse(file({ jsonSchema: schema("string") }));
    const second = WidgetTemplate.parse(file({ jsonSchema: schema("number") }));
    expect(first.build({ name: "Ada" }).type).toBe("Card");
    expect(() => second.build({ name: "Ada" })).toThrow("data.name: must be number");
    expect(() => first.build({ name: 1 })).toThrow("data.name: must be string");
  });

  it("as notes only where it speaks of formats", () => {
    expect(template.build({ name: "no address" }).type).toBe("Card");
  });
});

describe("what comes out is checked", () => {
  it("as a widget, by path", () => {
    const template = WidgetTemplate.parse(
      file({ template: '{"type":"Card","children":[{"type":"Text","value":"a","size":"huge"}]}' }),
    );
    expect(() => template.build({ name: "" })).toThrow(
      'greeting: children[0].size: "huge" is none',
    );
  });

  it("as JSON", () => {
    expect(() => textOf("{{ a }}").build({ a: "bare words" })).toThrow(
      /^greeting: template: .*JSON/,
    );
  });
});

const recorded = readLines<{
  template: string;
  data: Record<string, unknown>;
  result?: unknown;
  error?: string;
}>("python-templates.jsonl");

describe("Jinja as Python renders it", () => {
  it.each(recorded.filter((each) => each.error === undefined))(
    "$template",
    ({ template, data, result }) => {
      expect(JSON.parse(render(compile(template), data))).toEqual(result);
    },
  );

  it.each(recorded.filter((each) => each.error !== undefined))(
    "refuses $template",
    ({ template, data }) => {
      expect(() => render(compile(template), data)).toThrow(/(missing|o\.a) is undefined$/);
    },
  );
});

describe("the sample's files make the same widgets as in Python", () => {
  const widgets = new URL("../../../templates/+self-hosted+tour/server/widgets/", import.meta.url);
  const built = readLines<{ name: string; data: Record<string, unknown>; widget: unknown }>(
    "python-widgets.jsonl",
  );

  it.each(built)("$name of $data", ({ name, data, widget }) => {
    const template = WidgetTemplate.fromFile(new URL(`${name}.widget`, widgets));
    expect(template.name).toBe(name);
    expect(template.build(data)).toEqual(widget);
  });

  it("each of them", () => {
    const files = readdirSync(widgets).map((file) => file.replace(/\.widget$/, ""));
    expect(new Set(built.map(({ name }) => name))).toEqual(new Set(files));
  });
});

describe("a variable that is not there", () => {
  it.each([
    ["{{ city | tojson }}", "city is undefined"],
    ["{{ trip.city | tojson }}", "trip.city is undefined"],
    ["{{ trip.stops[3].name | tojson }}", "trip.stops[…] is undefined"],
    ['{{ "a" if trip.city else "b" }}', "trip.city is undefined"],
    ["{% for stop in trip.all %}{% endfor %}", "trip.all is undefined"],
    ["{{ (trip.city or 1) | tojson }}", "trip.city is undefined"],
  ])("is named: %s", (expression, message) => {
    const template = textOf(expression);
    expect(() => template.build({ trip: { stops: [] } })).toThrow(`greeting: template: ${message}`);
  });
});

it("data may have the name of a function of Jinja", () => {
  const data = { range: "a", namespace: "b", none: "c" };
  expect(render(compile("{{ range }}{{ namespace }}{{ none }}"), data)).toBe("abc");
});

it("what goes through tojson stays a value, whatever it is", () => {
  const template = WidgetTemplate.parse<{ a: unknown; b: string }>(
    file({
      template:
        '{"type":"Card","children":[{"type":"Button","label":{{ b | tojson }},"onClickAction":{"type":"go","payload":{"a":{{ a | tojson }}}}}]}',
      jsonSchema: {},
    }),
  );
  fc.assert(
    fc.property(
      fc.jsonValue().filter((value) => !JSON.stringify(value).includes("null")),
      fc.string({ unit: "binary" }),
      (a, b) => {
        expect(template.build({ a, b })).toEqual({
          type: "Card",
          children: [
            {
              type: "Button",
              label: b,
              onClickAction: { type: "go", payload: { a: JSON.parse(JSON.stringify(a)) } },
            },
          ],
        });
      },
    ),
  );
  const hostile = '"}},{{ 7 * 7 }}{% raw %}</script>';
  expect(JSON.stringify(template.build({ a: hostile, b: hostile }))).toContain("{{ 7 * 7 }}");
});
