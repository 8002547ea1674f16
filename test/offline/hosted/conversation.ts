import type OpenAI from "openai";
import type { ThreadStreamEvent } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { StandIn } from "../api/stand-in.ts";

type SessionParams = Partial<OpenAI.Beta.ChatKit.SessionCreateParams>;

/** What the element does with a client secret. */
export interface Conversation {
  readonly secret: string;
  readonly sessionId: string;
  /** Sends a request of the protocol. */
  ask(type: string, params: object, signal?: AbortSignal): Promise<Response>;
  /** Begins a thread with a message, and reads the answer to its end. */
  begin(text: string, input?: object): Promise<{ threadId: string; events: ThreadStreamEvent[] }>;
  /** Adds a message to a thread, and reads the answer to its end. */
  add(threadId: string, text: string, input?: object): Promise<ThreadStreamEvent[]>;
}

/** Opens a session by the SDK, and talks to the workflow with its secret. */
export async function openConversation(
  { client, url }: StandIn,
  params: SessionParams = {},
): Promise<Conversation> {
  const session = await client.beta.chatkit.sessions.create({
    user: "ada",
    workflow: { id: "wf_offline" },
    ...params,
  });
  const secret = session.client_secret;
  const ask = (type: string, values: object, signal: AbortSignal | null = null) =>
    fetch(`${url}conversation`, {
      method: "POST",
      signal,
      headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
      body: JSON.stringify({ type, params: values }),
    });
  return {
    secret,
    sessionId: session.id,
    ask,
    async begin(text, input) {
      const events = await readEvents(await ask("threads.create", newThread(text, input)));
      const [created] = events;
      if (created?.type !== "thread.created") throw new Error(`No thread: ${created?.type}`);
      return { threadId: created.thread.id, events };
    },
    async add(threadId, text, input) {
      const params = { thread_id: threadId, ...newThread(text, input) };
      return readEvents(await ask("threads.add_user_message", params));
    },
  };
}

/** The parameters of a new thread that begins with a message. */
export function newThread(text: string, input: object = {}) {
  const content = [{ type: "input_text", text }];
  return { input: { content, attachments: [], inference_options: {}, ...input } };
}

/** Reads a stream of events to its end. */
export async function readEvents(response: Response): Promise<ThreadStreamEvent[]> {
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const text = await response.text();
  return text
    .split("\n\n")
    .filter(Boolean)
    .map((event) => JSON.parse(event.replace(/^data: /, "")));
}
