import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  done,
  type Json,
  ofType,
  type Person,
  type RunningApp,
  startApp,
  threadOf,
} from "./helpers/app.ts";

let app: RunningApp;
let ada: Person;

beforeAll(async () => {
  app = await startApp();
});

// Clicks count as requests, of which a person has so many a minute.
beforeEach(async () => {
  ada = await app.person();
});

afterAll(() => app.close());

/** All components of a type in a widget. */
function find(widget: Json, type: string): Json[] {
  const inside = (widget.children ?? []).flatMap((child: Json) => find(child, type));
  return widget.type === type ? [widget, ...inside] : inside;
}

/** What a widget says. */
function texts(widget: Json): string[] {
  return ["Title", "Text", "Caption"].flatMap((type) => find(widget, type).map((one) => one.value));
}

/** A widget of the gallery in the chat of a person. */
async function show(name: string) {
  app.model.call("show_gallery", { widget: name });
  app.model.say("There you are.");
  const events = await ada.say(`Show me the ${name}`);
  const threadId = threadOf(events);
  let item = done(events, "widget");

  return {
    events,
    widget: (): Json => item.widget,
    /** Does what ChatKit does on a click: sends the action, with the values of the form. */
    async act(action: Json, values: Json = {}) {
      const sent = { type: action.type, payload: { ...action.payload, ...values } };
      const params = { thread_id: threadId, item_id: item.id, action: sent };
      const answer = await ada.stream("threads.custom_action", params);
      for (const event of ofType(answer, "thread.item.replaced")) {
        expect(event.item.id).toBe(item.id);
        item = event.item;
      }
      return answer;
    },
    /** Expects that the same click once more changes nothing. */
    async isOver(action: Json, values?: Json) {
      expect((await this.act(action, values)).map(({ type }) => type)).toEqual(["stream_options"]);
    },
    /** What the model reads with the next message. */
    async known() {
      await ada.say("What happened?", threadId);
      return JSON.stringify(app.model.requests.at(-1)?.input);
    },
  };
}

it.each([
  ["confirm", "Booked", "The user booked: A walk through Paris."],
  ["cancel", "Not booked", "The user did not want to book"],
])("a dialog is answered once: %s", async (button, outcome, known) => {
  const shown = await show("confirmation");
  const dialog = shown.widget();
  await shown.act(dialog[button].action);
  expect(shown.widget().status.text).toBe(outcome);
  expect(shown.widget()).not.toHaveProperty("confirm");
  await shown.isOver(dialog.confirm.action);
  await shown.isOver(dialog.cancel.action);
  expect((await shown.known()).split(known)).toHaveLength(2);
});

it("a table is sorted", async () => {
  const shown = await show("table");
  const column = (index: number): string[] =>
    find(shown.widget(), "Table.Row")
      .slice(1)
      .map((row) => find(row, "Text")[index].value);
  expect(column(0)).toEqual(["Lima", "London", "Nairobi", "Paris", "Tokyo"]);
  const [city, ...others] = find(shown.widget(), "Button").map((one) => one.onClickAction);
  for (const [index, action] of others.entries()) {
    await shown.act(action);
    const numbers = column(index + 1).map((value) => Number.parseInt(value, 10));
    expect(numbers).toEqual(numbers.toSorted((one, other) => other - one));
  }
  await shown.act({ ...city, payload: { by: "nonsense" } });
  expect(column(0)[0]).toBe("Lima");
});

it("a profile is followed, and not", async () => {
  const shown = await show("profile");
  const [follow] = find(shown.widget(), "Button");
  expect(follow.label).toBe("Follow");
  await shown.act(follow.onClickAction);
  await shown.act(follow.onClickAction);
  const [following] = find(shown.widget(), "Button");
  expect(following.label).toBe("Following");
  await shown.act(following.onClickAction);
  expect(find(shown.widget(), "Button")).toEqual([follow]);
});

it("a form carries its values to the end", async () => {
  const shown = await show("form");
  const [first] = find(shown.widget(), "Form").map((one) => one.onSubmitAction);
  const traveller = { name: 'Ada "the first" {{ 7 * 7 }}', city: "Lima" };

  await shown.act(first, { traveller: { name: " ", city: "Lima" } });
  expect(texts(shown.widget())).toContain("Please fill in both fields.");
  await shown.act(first, { traveller });
  const [second] = find(shown.widget(), "Form").map((one) => one.onSubmitAction);
  expect(second.payload).toEqual({ traveller });
  await shown.isOver(first, { traveller });

  await shown.act(second, { plan: { wishes: "Food" } });
  expect(texts(shown.widget())).toContain("Please fill in both fields.");
  const plan = { season: "Winter", wishes: "Food,\nabove all" };
  await shown.act(second, { plan });
  expect(find(shown.widget(), "Form")).toEqual([]);
  expect(texts(shown.widget())).toEqual(
    expect.arrayContaining([...Object.values(traveller), ...Object.values(plan)]),
  );
  await shown.isOver(second, { plan });
  const known = await shown.known();
  expect(known.split("The user sent the form")).toHaveLength(2);
  expect(known).toContain("Winter");
});

it("a story streams", async () => {
  const shown = await show("story");
  const told = (events: Json[]): Json => {
    const deltas = ofType(events, "thread.item.updated")
      .map(({ update }) => update)
      .filter(({ type }) => type === "widget.streaming_text.value_delta")
      .map(({ delta }) => delta);
    const { widget } = done(events, "widget");
    const [story] = find(widget, "Markdown");
    expect(deltas.length).toBeGreaterThan(10);
    expect(story.value.startsWith(deltas.join(""))).toBe(true);
    expect(story.streaming).toBe(false);
    return widget;
  };
  const lima = told(shown.events);
  expect(texts(lima)).toEqual(["A word on Lima"]);
  const [another] = find(lima, "Button");
  const events = await shown.act(another.onClickAction);
  expect(texts(told(events))).toEqual(["A word on London"]);
});

it("what no widget offers is not done", async () => {
  const shown = await show("profile");
  await shown.isOver({ type: "gallery.book" });
  const events = await ada.stream("threads.custom_action", {
    thread_id: threadOf(shown.events),
    action: { type: "gallery.book" },
  });
  expect(events.map(({ type }) => type)).toEqual(["stream_options"]);
});
