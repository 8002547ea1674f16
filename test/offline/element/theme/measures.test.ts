import { expect, test } from "vitest";
import { measuresOf } from "../../../../src/offline/element/theme/measures.ts";

test("each radius and each density has measures of its own", () => {
  const corners = (["pill", "round", "soft", "sharp"] as const).map(
    (radius) => measuresOf({ radius })["radius-control"],
  );
  const room = (["compact", "normal", "spacious"] as const).map(
    (density) => measuresOf({ density }).control,
  );
  expect(corners).toEqual(["999px", "12px", "6px", "0px"]);
  expect(room).toEqual(["30px", "36px", "42px"]);
});

test("a theme that says nothing has the defaults of the types: pill and normal", () => {
  expect(measuresOf({})).toEqual(measuresOf({ radius: "pill", density: "normal" }));
});

test("fonts stand before the system's own, and the base size is in pixels", () => {
  const typography = { baseSize: 18, fontFamily: "Inter", fontFamilyMono: "Fira Code" } as const;
  expect(measuresOf({ typography })).toMatchObject({
    "font-size": "18px",
    font: "Inter, ui-sans-serif, system-ui, sans-serif",
    "font-mono": "Fira Code, ui-monospace, monospace",
  });
  expect(measuresOf({})).not.toHaveProperty("font");
});
