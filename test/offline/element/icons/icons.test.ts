import { describe, expect, test } from "vitest";
import { controlIcons } from "../../../../src/offline/element/icons/control-icons.ts";
import { headerIcons } from "../../../../src/offline/element/icons/header-icons.ts";
import { sharedIcons } from "../../../../src/offline/element/icons/shared-icons.ts";

// That every name of the types has an icon is checked by the compiler: the tables are records of them.
describe.each(Object.entries({ sharedIcons, headerIcons, controlIcons }))("%s", (name, icons) => {
  test("all look different", () => {
    const looks = new Map<string, string>();
    for (const [icon, drawing] of Object.entries(icons)) {
      const look = JSON.stringify(drawing);
      expect(looks.get(look), `${icon} of ${name}`).toBeUndefined();
      looks.set(look, icon);
    }
  });

  test("all are drawings of Lucide", () => {
    for (const drawing of Object.values(icons)) {
      expect(drawing.length).toBeGreaterThan(0);
      for (const [tag] of drawing) {
        expect(["path", "circle", "ellipse", "rect", "line", "polyline", "polygon"]).toContain(tag);
      }
    }
  });
});

test("the two sets have as many icons as the types name", () => {
  expect([Object.keys(sharedIcons).length, Object.keys(headerIcons).length]).toEqual([64, 46]);
});
