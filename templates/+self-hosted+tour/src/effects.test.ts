import { expect, test } from "vitest";
import { handleEffect } from "./effects";
import { pageState } from "./page-state";

test("highlight_facts adds to what is highlighted, and other effects change nothing", () => {
  handleEffect({ name: "highlight_facts", data: { fact_id: "a" } });
  handleEffect({ name: "highlight_facts", data: { fact_id: "b" } });
  handleEffect({ name: "highlight_facts", data: {} });
  handleEffect({ name: "other", data: { fact_id: "c" } });
  expect(pageState.get().highlighted).toEqual(["a", "b"]);
});
