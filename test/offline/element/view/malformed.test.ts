import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";
import { answered, itemOf } from "./conversation.ts";
import { EVERY_ITEM } from "./everything.ts";

type Fields = Record<string, unknown>;

/** What stands where something else should. Undefined: the field is left out. */
const WRONG: readonly unknown[] = [undefined, null, 7, "x", true, [], {}, [null]];

const fieldsOf = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

/** The ways to every field inside. */
function paths(value: unknown): string[][] {
  return fieldsOf(value).flatMap(([key, inner]) => [
    [key],
    ...paths(inner).map((path) => [key, ...path]),
  ]);
}

function spoilt(value: unknown, [key = "", ...rest]: readonly string[], wrong: unknown): unknown {
  const copy: unknown[] | Fields = Array.isArray(value) ? [...value] : { ...(value as Fields) };
  const fields = copy as Fields;
  const inner = rest.length > 0 ? spoilt(fields[key], rest, wrong) : wrong;
  if (inner === undefined) delete fields[key];
  else fields[key] = inner;
  return copy;
}

/** Each item with each of its fields left out or of another kind. */
const VARIANTS = EVERY_ITEM.map((part) => itemOf("thr_1", part)).flatMap((item) =>
  paths(item)
    .filter(([first = ""]) => !["id", "type", "thread_id"].includes(first))
    .flatMap((path) =>
      WRONG.map((wrong) => ({
        name: `${item.type}.${path.join(".")} = ${JSON.stringify(wrong)}`,
        item: spoilt(item, path, wrong) as Fields,
      })),
    ),
);

const AT_ONCE = 250;

describe.skipIf(!hasBrowser)("a thread of a server that makes mistakes", () => {
  test("whatever is left out or of another kind, the rest is shown and nothing fails", async () => {
    const { page, said } = await openElement({
      options: "{ threadItemActions: { feedback: true, retry: true } }",
    });
    let items: readonly unknown[] = [];
    await page.route("**/chatkit", (route) =>
      route.fulfill({
        json: {
          id: "thr_1",
          created_at: "2026-11-21T10:00:00Z",
          status: { type: "active" },
          metadata: {},
          items: { data: items, has_more: false },
        },
      }),
    );
    expect(VARIANTS.length).toBeGreaterThan(1000);
    for (let at = 0; at < VARIANTS.length; at += AT_ONCE) {
      const variants = VARIANTS.slice(at, at + AT_ONCE);
      const last = itemOf("thr_1", answered(`After number ${at}.`));
      items = [...variants.map(({ item }, index) => ({ ...item, id: `v${at + index}` })), last];
      await page.evaluate("chat.setThreadId('thr_1')");
      await page.getByText(`After number ${at}.`).waitFor({ state: "attached" });
      // Parts of an item may draw themselves a moment later.
      await page.evaluate(
        "new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))",
      );
      const uncaught = said.filter((line) => line.startsWith("uncaught"));
      expect(uncaught, variants.map(({ name }) => name).join("\n")).toEqual([]);
    }
  });
});
