import { expect, test } from "vitest";
import { runClientTool } from "./client-tools";
import { pageState, themeFor } from "./page-state";

test("switch_theme changes the colour scheme of the page", () => {
  expect(runClientTool({ name: "switch_theme", params: { theme: "dark" } })).toEqual({
    success: true,
  });
  expect(pageState.get().colorScheme).toBe("dark");
  expect(themeFor("dark").colorScheme).toBe("dark");
});

test("record_fact keeps one fact for each id and points at the newest", () => {
  for (const [fact_id, fact_text] of [
    ["colour", "Likes blue"],
    ["pet", "Has a cat"],
    ["colour", "Likes green"],
  ]) {
    runClientTool({ name: "record_fact", params: { fact_id, fact_text } });
  }
  expect(pageState.get().facts).toEqual([
    { id: "pet", text: "Has a cat" },
    { id: "colour", text: "Likes green" },
  ]);
  expect(pageState.get().highlighted).toEqual(["colour"]);
});

test.each([
  { name: "switch_theme", params: { theme: "pink" } },
  { name: "record_fact", params: { fact_id: 7, fact_text: "Seven" } },
  { name: "open_door", params: {} },
])("tells the assistant why $name was refused", (call) => {
  expect(runClientTool(call)).toEqual({ success: false, error: expect.any(String) });
});
