import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WidgetUpdate } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type {
  WidgetComponent,
  WidgetRoot,
} from "../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { diffWidget } from "../../../templates/+self-hosted+node/server/chatkit/widgets/diff.ts";
import { readLines } from "./fixtures.ts";

function card(...children: WidgetComponent[]): WidgetRoot {
  return { type: "Card", children };
}

/** What a client that shows `before` shows after the updates. */
function applied(before: WidgetRoot, updates: readonly WidgetUpdate[]): WidgetRoot {
  let widget = structuredClone(before);
  for (const update of updates) {
    switch (update.type) {
      case "widget.root.updated":
        widget = update.widget;
        break;
      case "widget.streaming_text.value_delta": {
        const found = find(widget, update.component_id);
        found.value += update.delta;
        break;
      }
      default:
        throw new Error(`A diff never says ${update.type}`);
    }
  }
  return widget;
}

function find(node: object, id: string): { value: string } {
  const { children = [] } = node as { children?: object | object[] };
  const matches = [node, ...[children].flat().filter(Boolean)].filter(
    (each) => (each as { id?: string }).id === id,
  );
  for (const match of matches) {
    return match as { value: string };
  }
  for (const child of [children].flat()) {
    try {
      return find(child, id);
    } catch {
      // It is in another branch.
    }
  }
  throw new Error(`Nothing has the id ${id}`);
}

describe("a text that grew", () => {
  const before = card({ type: "Text", id: "a", value: "Once", streaming: true });

  it("is sent as what was added", () => {
    const after = card({ type: "Text", id: "a", value: "Once upon", streaming: true });
    expect(diffWidget(before, after)).toEqual([
      {
        type: "widget.streaming_text.value_delta",
        component_id: "a",
        delta: " upon",
        done: false,
      },
    ]);
  });

  it("is done if it does not stream", () => {
    const [update] = diffWidget(
      card({ type: "Markdown", id: "a", value: "" }),
      card({ type: "Markdown", id: "a", value: "All" }),
    );
    expect(update).toMatchObject({ delta: "All", done: true });
  });

  it.each<[why: string, after: WidgetRoot]>([
    ["its words change", card({ type: "Text", id: "a", value: "Twice", streaming: true })],
    ["it shrinks", card({ type: "Text", id: "a", value: "On", streaming: true })],
    ["it stops to stream", card({ type: "Text", id: "a", value: "Once upon" })],
    ["its id changes", card({ type: "Text", id: "b", value: "Once", streaming: true })],
    ["it vanishes", card()],
    ["it has a neighbour", card(...(before.children as WidgetComponent[]), { type: "Divider" })],
    ["the root is another", { type: "Basic", children: before.children as WidgetComponent[] }],
  ])("is sent with the whole widget if %s", (_, after) => {
    expect(diffWidget(before, after)).toEqual([{ type: "widget.root.updated", widget: after }]);
  });

  it("is sent with the whole widget if it has no id", () => {
    const after = card({ type: "Text", value: "Once upon" });
    expect(diffWidget(card({ type: "Text", value: "Once" }), after)).toEqual([
      { type: "widget.root.updated", widget: after },
    ]);
  });

  it("is sent with the whole widget if another has the same id", () => {
    const two = (value: string) =>
      card({ type: "Text", id: "a", value }, { type: "Text", id: "a", value });
    expect(diffWidget(two(""), two("All"))).toEqual([
      { type: "widget.root.updated", widget: two("All") },
    ]);
  });

  it("is found in a transition", () => {
    const inside = (value: string) =>
      card({ type: "Transition", children: { type: "Text", id: "a", value } });
    expect(diffWidget(inside("A"), inside("All"))).toMatchObject([{ delta: "ll" }]);
  });

  it("is not looked for in a payload", () => {
    const button = (value: string) =>
      card({
        type: "Button",
        onClickAction: { type: "go", payload: { type: "Text", id: "a", value } },
      });
    expect(diffWidget(button("A"), button("All"))).toMatchObject([{ type: "widget.root.updated" }]);
  });
});

describe("as the Python package", () => {
  const recorded = readLines<{
    before: WidgetRoot;
    after: WidgetRoot;
    updates?: WidgetUpdate[];
    error?: string;
  }>("python-diffs.jsonl");

  it("says the same of the same change", () => {
    const told = recorded.filter(({ updates }) => updates !== undefined);
    expect(told.length).toBeGreaterThan(150);
    for (const { before, after, updates } of told) {
      // Python tells nothing of a text without an id that grew, until the item is done.
      const lost = updates?.length === 0 && JSON.stringify(before) !== JSON.stringify(after);
      expect
        .soft(diffWidget(before, after))
        .toEqual(lost ? [{ type: "widget.root.updated", widget: after }] : updates);
    }
  });

  it("sends the whole widget where Python fails, as a prop comes or goes", () => {
    const failed = recorded.filter(({ error }) => error !== undefined);
    expect(failed.map(({ error }) => error)).toEqual(
      failed.map(() => expect.stringMatching(/^AttributeError: .* has no attribute/)),
    );
    expect(failed.length).toBeGreaterThan(0);
    for (const { before, after } of failed) {
      expect
        .soft(diffWidget(before, after))
        .toEqual([{ type: "widget.root.updated", widget: after }]);
    }
  });
});

describe("properties", () => {
  const words = fc.constantFrom("", "Once", "Once upon", "Once upon a time");
  const text = fc.record(
    {
      type: fc.constantFrom("Text" as const, "Markdown" as const),
      value: words,
      id: fc.constantFrom("a", "b", "c"),
      streaming: fc.boolean(),
    },
    { requiredKeys: ["type", "value"] },
  );
  const { component } = fc.letrec<{ component: WidgetComponent }>((tie) => ({
    component: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.record({ type: fc.constant("Title" as const), value: words }),
      fc.record({
        type: fc.constant("Row" as const),
        gap: fc.nat(2),
        children: fc.array(tie("component"), { maxLength: 3 }),
      }),
      fc.record({ type: fc.constant("Transition" as const), children: tie("component") }),
    ) as fc.Arbitrary<WidgetComponent>,
  }));
  const widget = fc
    .array(component, { maxLength: 4 })
    .map((children): WidgetRoot => ({ type: "Card", children }));

  /** The same widget with some of its texts longer, as a stream would make it. */
  const grown = widget.chain((before) =>
    fc.infiniteStream(fc.constantFrom("", " more", "!")).map((added): [WidgetRoot, WidgetRoot] => {
      const after = structuredClone(before);
      grow(after, added);
      return [before, after];
    }),
  );

  function grow(node: object, added: Iterator<string>): void {
    const { type, children = [] } = node as { type: string; children?: object | object[] };
    if (type === "Text" || type === "Markdown") {
      (node as { value: string }).value += added.next().value;
    }
    for (const child of [children].flat()) {
      grow(child, added);
    }
  }

  it("the updates make of what was what is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(widget, widget), grown), ([before, after]) => {
        expect(applied(before, diffWidget(before, after))).toEqual(after);
      }),
      { numRuns: 2000 },
    );
  });

  it("nothing is said of no change", () => {
    fc.assert(
      fc.property(widget, (same) => {
        expect(diffWidget(same, structuredClone(same))).toEqual([]);
      }),
    );
  });
});
