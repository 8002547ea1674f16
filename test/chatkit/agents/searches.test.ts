import { Agent } from "@openai/agents";
import { expect, test } from "vitest";
import { type ChatContext, useScriptedModel } from "./chat.ts";
import { added, done, ended, taskAdded, taskUpdated, whole, workflow } from "./events.ts";
import { hosted, response, said, thought } from "./responses-api.ts";

const { newChat } = useScriptedModel("responses");
const agent = new Agent<ChatContext>({ name: "Assistant" });

const web = { type: "web_search", queries: [], sources: [] };
const file = { type: "file", sources: [] };
const webCall = { type: "web_search_call", status: "completed" };
const fileCall = { type: "file_search_call", status: "completed", queries: ["cats", "dogs"] };

test.each([
  [
    "a search with its queries and sources",
    {
      ...webCall,
      action: {
        type: "search",
        query: "cats",
        queries: ["cats", "cats London"],
        sources: [
          { type: "url", url: "https://cats.example/a?b=1" },
          { type: "api", name: "oai-weather" },
          { type: "url", url: "not a url" },
        ],
      },
    },
    {
      title_query: "cats",
      queries: ["cats", "cats London"],
      sources: [
        { type: "url", url: "https://cats.example/a?b=1", title: "cats.example" },
        { type: "url", url: "not a url", title: "not a url" },
      ],
    },
  ],
  [
    "a search with one query",
    { ...webCall, action: { type: "search", query: "cats" } },
    { title_query: "cats", queries: ["cats"] },
  ],
  [
    "a page that was opened",
    { ...webCall, action: { type: "open_page", url: "https://cats.example/" } },
    { sources: [{ type: "url", url: "https://cats.example/", title: "cats.example" }] },
  ],
  [
    "a page that was searched",
    { ...webCall, action: { type: "find_in_page", url: "https://cats.example/", pattern: "tail" } },
    {
      title_query: "tail",
      queries: ["tail"],
      sources: [{ type: "url", url: "https://cats.example/", title: "cats.example" }],
    },
  ],
  ["a search that tells nothing", webCall, {}],
])("on the web: %s", async (_name, call, found) => {
  const chat = await newChat();
  const first = { type: "web_search_call", status: "in_progress" };
  chat.model.answer(
    response(
      hosted(first, call, (place) => [
        { type: "response.web_search_call.in_progress", ...place },
        { type: "response.web_search_call.searching", ...place },
        { type: "response.web_search_call.completed", ...place },
      ]),
      said(["Hello"]),
    ),
  );
  const complete = { ...web, status_indicator: "complete", ...found };
  expect(await chat.answer(agent)).toEqual([
    added(workflow("wf_1", "custom", [{ ...web, status_indicator: "loading" }])),
    taskUpdated("wf_1", 0, complete),
    done(workflow("wf_1", "custom", [complete], ended)),
    ...whole("msg_1", "Hello"),
  ]);
});

test.each([
  ["without results", fileCall, { title: "cats, dogs" }],
  [
    "with results, each file once",
    {
      ...fileCall,
      results: [
        { file_id: "f1", filename: "cats.pdf", score: 0.9, text: "…" },
        { file_id: "f1", filename: "cats.pdf", score: 0.8, text: "…" },
        { file_id: "f2", filename: "dogs.pdf", score: 0.7, text: "…" },
        { file_id: "f3" },
      ],
    },
    {
      title: "cats, dogs",
      sources: [
        { type: "file", filename: "cats.pdf", title: "cats.pdf" },
        { type: "file", filename: "dogs.pdf", title: "dogs.pdf" },
      ],
    },
  ],
])("in files: %s", async (_name, call, found) => {
  const chat = await newChat();
  const first = { type: "file_search_call", status: "in_progress", queries: [] };
  chat.model.answer(response(hosted(first, call), said(["Hello"])));
  const complete = { ...file, status_indicator: "complete", ...found };
  expect(await chat.answer(agent)).toEqual([
    added(workflow("wf_1", "custom", [{ ...file, status_indicator: "loading" }])),
    taskUpdated("wf_1", 0, complete),
    done(workflow("wf_1", "custom", [complete], ended)),
    ...whole("msg_1", "Hello"),
  ]);
});

test("a search that failed is neither running nor complete", async () => {
  const chat = await newChat();
  const call = { type: "web_search_call", status: "failed" };
  chat.model.answer(response(hosted(call, call), said(["Hello"])));
  expect(await chat.answer(agent)).toContainEqual(
    taskUpdated("wf_1", 0, { ...web, status_indicator: "none" }),
  );
});

test("searches stand between the thoughts", async () => {
  const chat = await newChat();
  const call = { ...webCall, action: { type: "search", query: "cats" } };
  chat.model.answer(
    response(thought(["One"]), hosted(webCall, call), thought(["Two"]), said(["!"])),
  );
  const one = { type: "thought", status_indicator: "none", content: "One" };
  const two = { ...one, content: "Two" };
  const loading = { ...web, status_indicator: "loading" };
  const complete = {
    ...web,
    status_indicator: "complete",
    title_query: "cats",
    queries: ["cats"],
  };
  expect((await chat.answer(agent)).slice(1, 7)).toEqual([
    taskAdded("wf_1", 0, one),
    taskUpdated("wf_1", 0, one),
    taskAdded("wf_1", 1, loading),
    taskUpdated("wf_1", 1, complete),
    taskAdded("wf_1", 2, two),
    done(workflow("wf_1", "reasoning", [one, complete, two], ended)),
  ]);
});

test("a search that outlasts its workflow is not shown again", async () => {
  const chat = await newChat();
  const [begin, end] = hosted(webCall, webCall)(0);
  chat.model.answer([
    { type: "response.created", response: { id: "r" } },
    begin as object,
    ...said(["Hello"])(1),
    end as object,
    ...response(said(["Bye"])).slice(1),
  ]);
  expect(await chat.answer(agent)).toEqual([
    added(workflow("wf_1", "custom", [{ ...web, status_indicator: "loading" }])),
    done(workflow("wf_1", "custom", [{ ...web, status_indicator: "loading" }], ended)),
    ...whole("msg_1", "Hello"),
    ...whole("msg_2", "Bye"),
  ]);
});
