import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { WidgetRoot } from "../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { WidgetTemplate } from "../../../../templates/+self-hosted+node/server/chatkit/widgets/template.ts";
import { hasBrowser } from "../../../helpers/browser.ts";
import { actionsAt, openWidget, replaced } from "./open-widget.ts";

const FOLDER = new URL("../../../../templates/+self-hosted+tour/server/widgets/", import.meta.url);

const build = (name: string, data: object): WidgetRoot =>
  WidgetTemplate.fromFile<object>(new URL(`${name}.widget`, FOLDER)).build(data);

const trip = (step: 1 | 2 | 3, problem = "") =>
  build("form", {
    step,
    problem,
    traveller: step > 1 ? { name: "Ada", city: "Paris" } : { name: "", city: "" },
    plan: step > 2 ? { season: "Spring", wishes: "Rest" } : { season: "", wishes: "" },
    cities: ["Paris", "Lima"],
    seasons: ["Spring", "Summer"],
  });

/** The widgets that tour apps come with, in each of their states, and something that each says. */
const WIDGETS: Readonly<Record<string, readonly (readonly [widget: WidgetRoot, says: string])[]>> =
  {
    confirmation: ["open", "booked", "declined"].map((state) => [
      build("confirmation", { state, title: "A walk", details: "Two hours." }),
      "A walk",
    ]),
    form: [
      [trip(1, "Please fill in both fields."), "Please fill in both fields."],
      [trip(2), "What matters most to you?"],
      [trip(3), "Ada"],
    ],
    profile: [true, false].map((following) => [
      build("profile", {
        name: "Amina Otieno",
        role: "City guide",
        languages: ["English", "Swahili"],
        about: "Walks and markets.",
        following,
      }),
      "Amina Otieno",
    ]),
    story: [true, false].map((streaming) => [
      build("story", { title: "A word on Lima", text: "**Lima** in", next: "paris", streaming }),
      "A word on Lima",
    ]),
    table: [
      [
        build("table", {
          month: "May",
          sorted_by: "high",
          columns: [
            { id: "city", title: "City" },
            { id: "high", title: "By day" },
          ],
          rows: [
            ["Paris", "20°"],
            ["Lima", "22°"],
          ],
        }),
        "By day",
      ],
    ],
    weather: [true, false].map((celebrated) => [
      build("weather", {
        id: "paris",
        city: "Paris",
        month: "May",
        high: "20°",
        low: "10°",
        sky: "sunny",
        updated: "now",
        celebrated,
      }),
      "Paris",
    ]),
  };

test("each widget of tour apps is looked at", () => {
  const files = readdirSync(fileURLToPath(FOLDER)).map((file) => file.replace(".widget", ""));
  expect(files.sort()).toEqual(Object.keys(WIDGETS).sort());
});

describe.skipIf(!hasBrowser)("widgets of tour apps", () => {
  test.each(Object.entries(WIDGETS))("nothing is wrong with %s", async (_name, states) => {
    const { page, said } = await openWidget(states.map(([widget]) => widget));
    for (const [index, [, says]] of states.entries()) {
      await page
        .locator("chatkit-offline-widget")
        .nth(index)
        .getByText(says, { exact: true })
        .first()
        .waitFor();
    }
    expect(await page.locator(".ckw-fault, .ckw-faults").allTextContents()).toEqual([]);
    expect(said).toEqual([]);
  });

  test("the form of two steps is filled in", async () => {
    const opened = await openWidget(trip(1), {
      handlers: {
        async *action({ action, sender }) {
          yield replaced(trip(action.type === "gallery.traveller" ? 2 : 3), sender?.id ?? "");
        },
      },
    });
    const { page, widget } = opened;
    await widget.getByRole("button", { name: "Next" }).click();
    await widget.getByText("Fill in this field.").waitFor();
    await widget.getByRole("textbox", { name: "Who travels?" }).fill("Ada");
    await widget.getByRole("combobox", { name: "Where to?" }).click();
    await page.getByRole("option", { name: "Lima" }).click();
    await widget.getByRole("button", { name: "Next" }).click();
    await widget.getByRole("radio", { name: "Summer" }).check();
    await widget.getByRole("textbox", { name: "What matters most to you?" }).fill("Rest");
    await widget.getByRole("button", { name: "Send" }).click();
    await widget.getByText("Sent").waitFor();
    expect(actionsAt(opened)).toEqual([
      { type: "gallery.traveller", payload: { traveller: { name: "Ada", city: "Lima" } } },
      {
        type: "gallery.plan",
        payload: {
          traveller: { name: "Ada", city: "Paris" },
          plan: { season: "Summer", wishes: "Rest" },
        },
      },
    ]);
  });
});
