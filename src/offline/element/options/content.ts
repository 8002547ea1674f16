import type { UserMessageContent } from "@openai/chatkit";
import {
  type Check,
  filledText,
  flag,
  isObject,
  join,
  list,
  object,
  record,
  text,
  word,
} from "./check.ts";

type Tag = Extract<UserMessageContent, { type: "input_tag" }>;
type Text = Extract<UserMessageContent, { type: "input_text" }>;

const anything: Check = () => {};
const textSegment = object<Text>({ type: text, text }, ["text"]);
const tagSegment = object<Tag>(
  { type: text, id: filledText, text, group: text, data: record(anything), interactive: flag },
  ["id", "text"],
);

const segment: Check = (value, path, report) => {
  if (!isObject(value, path, report)) return;
  if (value.type === "input_text") textSegment(value, path, report);
  else if (value.type === "input_tag") tagSegment(value, path, report);
  else word(["input_text", "input_tag"])(value.type, join(path, "type"), report);
};

/** What a message of the user is made of: text and tags (facts 2.2). */
export const content: Check = list(segment);
