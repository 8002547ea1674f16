import type {
  ThreadItem,
  UserMessageItem,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Question } from "../model/model.ts";
import { CLIENT_TOOLS } from "./client-tools.ts";

/**
 * Words what a model is asked, from what stands in a thread.
 *
 * @param items oldest first
 * @param model what runs: the workflow
 * @param hasClientTools whether the page runs those that the stand-in's workflow declares
 */
export function toQuestion(
  items: readonly ThreadItem[],
  model: string,
  hasClientTools: boolean,
): Question {
  const messages = items.filter((item) => item.type === "user_message");
  const message = messages.at(-1);
  const since = message ? items.slice(items.indexOf(message) + 1) : items;
  const calls = since.filter((item) => item.type === "client_tool_call");
  const newest = since.findLast((item) => item.type !== "sdk_hidden_context");
  return {
    text: message ? textOf(message) : "",
    turn: messages.length,
    toolResult:
      newest?.type === "client_tool_call" && newest.status === "completed"
        ? { name: newest.name, output: asText(newest.output) }
        : null,
    note: null,
    toolCalls: calls.length,
    calledTools: calls.map(({ name }) => name),
    tools: hasClientTools ? CLIENT_TOOLS : [],
    // A page's own `onClientTool` knows what nobody tells here.
    mayHaveMoreTools: true,
    forcedTool: null,
    mustCallTool: false,
    attachments: (message?.attachments ?? []).map(({ name, mime_type }) => ({
      name,
      type: mime_type,
    })),
    model,
    instructions: "",
  };
}

/** Words a request for a title of a thread that begins with a message. */
export function toTitleQuestion(message: UserMessageItem, model: string): Question {
  return {
    ...toQuestion([message], model, false),
    mayHaveMoreTools: false,
    instructions: "Write a title of at most five words for a conversation that begins like this.",
  };
}

/** @returns what was typed */
function textOf({ content }: UserMessageItem): string {
  return content.map(({ text }) => text).join("");
}

function asText(output: unknown): string {
  return typeof output === "string" ? output : JSON.stringify(output ?? null);
}
