import { Agent } from "@openai/agents";
import { describe, expect, test } from "vitest";
import { ResponseStreamConverter } from "../../../templates/+self-hosted+node/server/chatkit/agents/response-converter.ts";
import { type ChatContext, useScriptedModel } from "./chat.ts";
import { added, done, removed, updated, whole } from "./events.ts";
import { hosted, response, said } from "./responses-api.ts";

const { newChat } = useScriptedModel("responses");
const agent = new Agent<ChatContext>({ name: "Assistant" });

const begun = { type: "image_generation_call", status: "in_progress", result: null };
const finished = { type: "image_generation_call", status: "completed", result: "V0hPTEU=" };
const item = { type: "generated_image", id: "msg_1" };
const url = (base64: string) => `data:image/png;base64,${base64}`;

/** A picture with three previews. */
const picture = hosted(begun, finished, (place) => [
  { type: "response.image_generation_call.in_progress", ...place },
  { type: "response.image_generation_call.generating", ...place },
  ...["QQ==", "Qg==", "Qw=="].map((partial_image_b64, partial_image_index) => ({
    type: "response.image_generation_call.partial_image",
    ...place,
    partial_image_b64,
    partial_image_index,
  })),
  { type: "response.image_generation_call.completed", ...place },
]);

const preview = (base64: string, progress: number) =>
  updated("msg_1", {
    type: "generated_image.updated",
    image: { id: "hosted_model", url: url(base64) },
    progress,
  });

test.each([
  ["without a number to expect there is no progress", undefined, [0, 0, 0]],
  ["of three", 3, [0, 1 / 3, 2 / 3]],
  ["of one, it is never more than whole", 1, [0, 1, 1]],
])("previews: %s", async (_name, partialImages, [a = 0, b = 0, c = 0]) => {
  const chat = await newChat();
  chat.model.answer(response(picture, said(["Hello"])));
  const converter = new ResponseStreamConverter(partialImages ? { partialImages } : {});
  expect(await chat.answer(agent, { converter })).toEqual([
    added(item),
    preview("QQ==", a),
    preview("Qg==", b),
    preview("Qw==", c),
    done({ ...item, image: { id: "hosted_model", url: url("V0hPTEU=") } }),
    ...whole("msg_2", "Hello"),
  ]);
  expect(chat.context.generatedImageItem).toBeUndefined();
});

test("an app keeps pictures where it likes", async () => {
  const asked: unknown[] = [];
  class Converter extends ResponseStreamConverter {
    override async base64ImageToUrl(image: {
      readonly id: string;
      readonly base64: string;
      readonly partialIndex?: number;
    }) {
      asked.push(image);
      return `https://files.example/${asked.length}`;
    }
  }
  const chat = await newChat();
  chat.model.answer(response(picture, said(["Hello"])));
  const events = await chat.answer(agent, { converter: new Converter() });
  expect(events).toContainEqual(
    done({ ...item, image: { id: "hosted_model", url: "https://files.example/4" } }),
  );
  expect(asked).toEqual([
    { id: "hosted_model", base64: "QQ==", partialIndex: 0 },
    { id: "hosted_model", base64: "Qg==", partialIndex: 1 },
    { id: "hosted_model", base64: "Qw==", partialIndex: 2 },
    { id: "hosted_model", base64: "V0hPTEU=" },
  ]);
});

describe("a picture that fails", () => {
  test("is taken away", async () => {
    const chat = await newChat();
    const failed = { ...begun, status: "failed" };
    chat.model.answer(response(hosted(begun, failed), said(["Hello"])));
    expect(await chat.answer(agent)).toEqual([
      added(item),
      removed("msg_1"),
      ...whole("msg_2", "Hello"),
    ]);
  });

  test("leaves room for the next", async () => {
    const chat = await newChat();
    chat.model.answer(response(hosted(begun, begun), hosted(begun, finished), said(["Hello"])));
    expect((await chat.answer(agent)).slice(0, 4)).toEqual([
      added(item),
      removed("msg_1"),
      added({ ...item, id: "msg_2" }),
      done({ ...item, id: "msg_2", image: { id: "hosted_model", url: url("V0hPTEU=") } }),
    ]);
  });
});
