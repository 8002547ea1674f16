import { describe, expect, expectTypeOf, it } from "vitest";
import * as build from "../../../templates/+self-hosted+node/server/chatkit/widgets/builders.ts";
import {
  Badge,
  Box,
  Button,
  Card,
  Divider,
  ListView,
  ListViewItem,
  Row,
  Table,
  TableCell,
  TableRow,
  Text,
  Transition,
} from "../../../templates/+self-hosted+node/server/chatkit/widgets/builders.ts";
import type * as components from "../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { parseWidget } from "../../../templates/+self-hosted+node/server/chatkit/widgets/schema.ts";
import { readLines } from "./fixtures.ts";

it("builds what is written", () => {
  const isNew = Math.random() > 2;
  const widget = Card({
    size: "sm",
    children: [
      Row({ gap: 2, children: [Text({ value: "Hello" }), isNew && Badge({ label: "New" })] }),
      Divider(),
      Transition({ children: Button({ label: "Go", onClickAction: { type: "go" } }) }),
      Table({ children: [TableRow({ header: true, children: [TableCell({ colSpan: 2 })] })] }),
      null,
      undefined,
    ],
  });
  expectTypeOf(widget).toEqualTypeOf<components.Card>();
  expect(widget).toEqual({
    type: "Card",
    size: "sm",
    children: [
      { type: "Row", gap: 2, children: [{ type: "Text", value: "Hello" }] },
      { type: "Divider" },
      {
        type: "Transition",
        children: { type: "Button", label: "Go", onClickAction: { type: "go" } },
      },
      {
        type: "Table",
        children: [
          { type: "Table.Row", header: true, children: [{ type: "Table.Cell", colSpan: 2 }] },
        ],
      },
    ],
  });
  expect(parseWidget(widget)).toBe(widget);
});

it("has one for every component", () => {
  const known = [
    ...readLines<{ type: string; props: Record<string, string> }>("typescript-types.jsonl").flatMap(
      ({ props }) => props.type?.match(/^"(.*)"$/)?.[1] ?? [],
    ),
    ...readLines<{ component: string }>("python-models.jsonl").map(({ component }) => component),
  ];
  expect(Object.keys(build).sort()).toEqual(
    [...new Set(known)].map((name) => name.replace(".", "")).sort(),
  );
});

describe("at run time", () => {
  it.each<[make: () => unknown, message: string]>([
    // @ts-expect-error: no such size
    [() => Text({ value: "a", size: "huge" }), 'size: "huge" is none of'],
    // @ts-expect-error: no such prop
    [() => Text({ value: "a", colour: "red" }), "colour: Text has no such prop"],
    // @ts-expect-error: a prop is missing
    [() => Text({}), "value: is missing"],
    // @ts-expect-error: it needs props
    [() => Text(), "value: is missing"],
    // @ts-expect-error: only items
    [() => ListView({ children: [Text({ value: "a" })] }), "children[0].type: Text cannot"],
    // @ts-expect-error: only in a list
    [() => Box({ children: [ListViewItem({ children: [] })] }), "children[0].type: ListViewItem"],
    // @ts-expect-error: one child
    [() => Transition({ children: [Text({ value: "a" })] }), "children: a list is not an object"],
    // @ts-expect-error: no such icon
    [() => Button({ iconStart: "spinner" }), 'iconStart: "spinner" is not the name of an icon'],
    // @ts-expect-error: a typo inside
    [() => Box({ padding: { tpo: 1 } }), "padding.tpo: is not known here"],
    // @ts-expect-error: a radius is of boxes
    [() => Card({ children: [], radius: "md" }), "radius: Card has no such prop"],
    [
      () => Card({ children: [{ type: "Row", children: [{ type: "Text", value: 1 as never }] }] }),
      "children[0].children[0].value: 1 is not a string",
    ],
  ])("%s", (make, message) => {
    expect(make).toThrow(message);
  });
});

it("at compile time knows every prop", () => {
  expectTypeOf(build.Icon).parameter(0).toHaveProperty("name");
  expectTypeOf<Parameters<typeof build.Select>[0]["options"]>().toEqualTypeOf<
    readonly components.SelectOption[]
  >();
  expectTypeOf<Parameters<typeof build.DatePicker>[0]>().toHaveProperty("min");
  // A prop may be left out, and is not set to undefined.
  // @ts-expect-error
  Text({ value: "a", size: undefined });
});
