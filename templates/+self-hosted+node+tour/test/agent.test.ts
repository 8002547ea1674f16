import { afterAll, beforeAll, expect, it } from "vitest";
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
  ada = await app.person();
});

afterAll(() => app.close());

/** All components of a type in a widget. */
function find(widget: Json, type: string): Json[] {
  const inside = (widget.children ?? []).flatMap((child: Json) => find(child, type));
  return widget.type === type ? [widget, ...inside] : inside;
}

/** What the model was asked last, as text. */
function lastInput(): string {
  return JSON.stringify(app.model.requests.at(-1)?.input);
}

it("shows the weather as a widget, whose buttons work", async () => {
  app.model.call("get_weather", { city: "Paris" });
  app.model.say("There you are.");
  const events = await ada.say("How is the weather in Paris?");
  expect(ofType(events, "progress_update")[0].text).toBe("Looking up the weather in Paris");
  const widget = done(events, "widget");
  const [refresh, celebrate] = find(widget.widget, "Button").map((one) => one.onClickAction);
  expect(celebrate.handler).toBe("client");

  const params = { thread_id: threadOf(events), item_id: widget.id };
  const refreshed = await ada.stream("threads.custom_action", { ...params, action: refresh });
  expect(ofType(refreshed, "thread.item.replaced")[0].item.id).toBe(widget.id);

  // The button that the page handles, before it tells the server.
  const action = { type: "weather.celebrated", payload: celebrate.payload };
  const celebrated = await ada.stream("threads.custom_action", { ...params, action });
  const [replaced] = ofType(celebrated, "thread.item.replaced");
  expect(find(replaced.item.widget, "Badge")).toHaveLength(1);
  expect((await ada.items(params.thread_id)).map(({ type }) => type)).toEqual([
    "user_message",
    "widget",
    "assistant_message",
  ]);

  // The model knows what the page does not show.
  await ada.say("What did I do?", params.thread_id);
  expect(lastInput()).toContain("celebrated the weather in Paris");
});

it("calls the tool first that was chosen, and asks the model that was chosen", async () => {
  app.model.requests.length = 0;
  app.model.call("search_notes", { query: "Japan" });
  app.model.say("Mind the last train.");
  const chosen = { tool_choice: { id: "search_notes" }, model: "careful" };
  const events = await ada.say("Notes on Japan?", undefined, { inference_options: chosen });
  const [first, second] = app.model.requests;
  expect(first?.tool_choice).toEqual({ type: "function", name: "search_notes" });
  expect(second?.tool_choice).not.toEqual(first?.tool_choice);
  expect([first?.model, second?.model]).toEqual(["gpt-4.1", "gpt-4.1"]);
  const { workflow } = done(events, "workflow");
  expect(workflow.tasks[0].title).toBe("Read the note on Tokyo");
  expect(workflow.summary.title).toBe("Searched 5 notes");
  expect(lastInput()).toContain("last trains");
});

it("takes any other choice for the usual one", async () => {
  const chosen = { tool_choice: { id: "toString" }, model: "gpt-99-expensive" };
  await ada.say("Hi", undefined, { inference_options: chosen });
  expect(app.model.requests.at(-1)?.model).toBe("gpt-4.1-mini");
});

it("has facts recorded by the page, and recalls them", async () => {
  app.model.requests.length = 0;
  app.model.call("save_fact", { fact: "Ada likes tea." });
  const events = await ada.say("I like tea");
  const threadId = threadOf(events);
  const call = done(events, "client_tool_call");
  expect(call).toMatchObject({ name: "record_fact", status: "pending" });
  expect(app.model.requests).toHaveLength(1);

  app.model.say("I will remember.");
  const result = { success: true };
  await ada.stream("threads.add_client_tool_output", { thread_id: threadId, result });
  expect(app.model.requests.at(-1)?.input.at(-1)).toMatchObject({
    type: "function_call_output",
    output: JSON.stringify(result),
  });

  app.model.call("recall_facts");
  app.model.say("Tea.");
  const [effect] = ofType(await ada.say("What do I like?", threadId), "client_effect");
  expect(effect).toMatchObject({
    name: "highlight_facts",
    data: { fact_id: call.arguments.fact_id },
  });
  expect(lastInput()).toContain("Ada likes tea.");
});

it("switches the theme", async () => {
  app.model.call("switch_theme", { theme: "dark" });
  const call = done(await ada.say("Make it dark"), "client_tool_call");
  expect(call).toMatchObject({ name: "switch_theme", arguments: { theme: "dark" } });
});

it("tells the model what it called wrongly, and goes on", async () => {
  app.model.call("get_weather", { town: "Paris" });
  app.model.say("Which city?");
  const events = await ada.say("How is the weather?");
  expect(lastInput()).toContain("not the arguments that get_weather takes");
  expect(done(events, "assistant_message").content[0].text).toBe("Which city?");
});

it("asks with a form, and hears the answers once", async () => {
  app.model.call("ask_travel_plans");
  const events = await ada.say("Plan a trip");
  const form = done(events, "structured_input");
  expect(form.inputs.map(({ id }: Json) => id)).toEqual(["city", "wishes"]);
  const answers = { city: { values: ["Lima"] }, wishes: { values: ["food"] } };
  const params = {
    thread_id: threadOf(events),
    item_id: form.id,
    input: { status: "answered", answers },
  };
  app.model.say("Off to Lima.");
  await ada.stream("threads.add_structured_input", params);
  expect(lastInput()).toContain("Lima");
  expect(await ada.refusal("threads.add_structured_input", params)).toEqual([400, "bad_request"]);
});

it("explains a mention to the model", async () => {
  const found = await ada.fetch("/api/entities?query=keny");
  const [city] = (await found.json()) as Json;
  const mention = { type: "input_tag", id: city.id, text: city.title, data: city.data };
  await ada.say("", undefined, { content: [mention] });
  expect(lastInput()).toContain("Nairobi");
  expect(lastInput()).toContain("Kenya");
  const details = await ada.fetch("/api/entities/nairobi");
  expect(await details.json()).toMatchObject({ title: "Nairobi" });
  expect((await ada.fetch("/api/entities/atlantis")).status).toBe(404);
});

it("takes dictation", async () => {
  const speech = { audio_base64: "AAAA", mime_type: "audio/webm;codecs=opus" };
  expect(await ada.ask("input.transcribe", speech)).toEqual({
    text: "Heard gpt-4o-mini-transcribe",
  });
});
