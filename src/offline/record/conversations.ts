import {
  asResponseRequest,
  createChatCompletionRequest,
} from "../model/chat-completions/request.ts";
import { questionOf } from "../model/question.ts";
import { createResponseRequest, type InputItem } from "../model/responses/request.ts";
import type { Exchange } from "./fixtures-of-exchanges.ts";
import { heardCompletion, heardResponse } from "./heard-answer.ts";

/** Understands what apps ask models, and what these answer. */
export interface Conversations {
  /**
   * @param path below `/v1`, without a query
   * @param request the body of the request
   * @param answer the whole body of the answer
   * @returns null where nothing of it can be said again
   */
  hear(path: string, request: string, answer: string): Exchange | null;
}

/** Responses that a request may go on from; they hold pictures and files. */
const MOST_HISTORIES = 100;

/** Whether a path is one at which models are asked. */
export function isConversation(path: string): boolean {
  return path === "/responses" || path === "/chat/completions";
}

/** Follows conversations over responses that go on from one another. */
export function createConversations(): Conversations {
  const histories = new Map<string, readonly InputItem[]>();

  const hearResponse = (body: unknown, answer: string): Exchange | null => {
    const request = createResponseRequest.safeParse(body).data;
    const heard = heardResponse(answer);
    if (!request || !heard) return null;
    const { input = [], previous_response_id: previous } = request;
    const given: readonly InputItem[] =
      typeof input === "string" ? [{ role: "user", content: input }] : input;
    const all = [...(histories.get(previous ?? "") ?? []), ...given];
    if (heard.id !== null) histories.set(heard.id, [...all, ...heard.output]);
    const [oldest = ""] = histories.keys();
    if (histories.size > MOST_HISTORIES) histories.delete(oldest);
    return { question: questionOf({ ...request, input: all }), answer: heard.answer };
  };

  const hearCompletion = (body: unknown, answer: string): Exchange | null => {
    const request = createChatCompletionRequest.safeParse(body).data;
    const heard = heardCompletion(answer);
    if (!request || !heard) return null;
    return { question: questionOf(asResponseRequest(request)), answer: heard.answer };
  };

  return {
    hear(path, request, answer) {
      let body: unknown;
      try {
        body = JSON.parse(request);
      } catch {
        // OpenAI refuses it, too.
        return null;
      }
      return path === "/responses" ? hearResponse(body, answer) : hearCompletion(body, answer);
    },
  };
}
