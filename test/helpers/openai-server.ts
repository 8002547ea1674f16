import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { FakeConversations } from "./conversations.ts";
import {
  type Failure,
  fail,
  type Handler,
  type LocalServer,
  listen,
  readBody,
  sendJson,
  sendOpenAiError,
} from "./http.ts";

/** A request as it reached the server. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
  /** The `x-request-id` that the answer carried. */
  readonly requestId: string;
}

/** A ChatKit session as OpenAI answers it. */
export interface ChatSession {
  id: string;
  object: "chatkit.session";
  client_secret: string;
  expires_at: number;
  user: string;
  status: "active" | "expired" | "cancelled";
  chatkit_configuration: Readonly<Record<string, unknown>>;
  [key: string]: unknown;
}

/** A stand-in for the part of OpenAI's API that hosted ChatKit apps use. */
export interface OpenAiServer extends LocalServer {
  /** What an app is given as `OPENAI_BASE_URL`. */
  readonly baseUrl: string;
  /** Holds hosted chats for the offline element; not a part of OpenAI's API. */
  readonly conversation: Handler;
  readonly requests: readonly RecordedRequest[];
  readonly sessions: ReadonlyMap<string, ChatSession>;
  /**
   * Makes every call of the sessions API fail in this way, until it is told null; `after` so many
   * more that are answered.
   */
  failWith(failure: Failure | null, after?: number): void;
  /** Ends a session, as time would. */
  expire(sessionId: string): void;
}

const positive = z.number().int().min(1);

/** The body of `POST /chatkit/sessions`; anything else in it is refused as OpenAI refuses it. */
const CREATE_SESSION = z.strictObject({
  user: z.string().min(1),
  workflow: z.strictObject({
    id: z.string(),
    version: z.string().optional(),
    state_variables: z
      .record(z.string().max(64), z.union([z.string(), z.number(), z.boolean()]))
      .refine((map) => Object.keys(map).length <= 64)
      .optional(),
    tracing: z.strictObject({ enabled: z.boolean().optional() }).optional(),
  }),
  chatkit_configuration: z
    .strictObject({
      automatic_thread_titling: z.strictObject({ enabled: z.boolean().optional() }).optional(),
      file_upload: z
        .strictObject({
          enabled: z.boolean().optional(),
          max_file_size: positive.max(512).optional(),
          max_files: positive.optional(),
        })
        .optional(),
      history: z
        .strictObject({ enabled: z.boolean().optional(), recent_threads: positive.optional() })
        .optional(),
    })
    .optional(),
  expires_after: z
    .strictObject({ anchor: z.literal("created_at"), seconds: positive.max(600) })
    .optional(),
  rate_limits: z.strictObject({ max_requests_per_1_minute: positive.optional() }).optional(),
});

/** Starts the stand-in. It knows one key and one workflow; all others are refused. */
export async function startOpenAi(known: {
  readonly apiKey: string;
  readonly workflow: string;
}): Promise<OpenAiServer> {
  const requests: RecordedRequest[] = [];
  const sessions = new Map<string, ChatSession>();
  const conversations = new FakeConversations();
  let failure: Failure | null = null;
  let stillAnswered = 0;

  async function api(request: IncomingMessage, response: ServerResponse, path: string) {
    const raw = (await readBody(request)).toString("utf8");
    const requestId = `req_${randomUUID().replaceAll("-", "")}`;
    const body: unknown = raw ? JSON.parse(raw) : undefined;
    const { method = "", headers } = request;
    requests.push({ method, path, headers, body, requestId });
    const id = { "x-request-id": requestId };
    const refuse = (status: number, message: string, param: string | null = null) =>
      sendOpenAiError(response, status, { message, param }, id);
    stillAnswered -= 1;
    if (failure && stillAnswered < 0) return fail(failure, response, id);
    if (headers.authorization !== `Bearer ${known.apiKey}`)
      return fail("unauthorized", response, id);
    if (headers["openai-beta"] !== "chatkit_beta=v1")
      return refuse(400, "You must provide the 'OpenAI-Beta' header.");
    if (method !== "POST") return refuse(405, `Not allowed to ${method} on ${path}`);

    const cancelled = /^\/v1\/chatkit\/sessions\/([^/]+)\/cancel$/.exec(path)?.[1];
    if (cancelled) {
      const session = sessions.get(cancelled);
      if (session?.status !== "active")
        return refuse(404, `Chatkit Session with id '${cancelled}' not found.`);
      session.status = "cancelled";
      return sendJson(response, 200, session, id);
    }
    if (path !== "/v1/chatkit/sessions") return refuse(404, `Invalid URL (POST ${path})`);
    if (!headers["content-type"]?.startsWith("application/json"))
      return refuse(400, "The body must be JSON.");
    const parsed = CREATE_SESSION.safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const at = issue?.path.join(".") ?? "";
      if (issue?.code !== "unrecognized_keys")
        return refuse(400, `Invalid value: '${at}'. ${issue?.message}`, at);
      const key = [...issue.path, issue.keys[0]].join(".");
      return refuse(400, `Unknown parameter: '${key}'.`, key);
    }
    const { data } = parsed;
    if (data.workflow.id !== known.workflow)
      return refuse(404, `Workflow with id '${data.workflow.id}' not found.`);
    const configuration = data.chatkit_configuration ?? {};
    const limit = data.rate_limits?.max_requests_per_1_minute ?? 10;
    const session: ChatSession = {
      id: `cksess_${randomUUID().replaceAll("-", "")}`,
      object: "chatkit.session",
      client_secret: `ek_${randomUUID().replaceAll("-", "")}`,
      expires_at: Math.floor(Date.now() / 1000) + (data.expires_after?.seconds ?? 600),
      user: data.user,
      status: "active",
      max_requests_per_1_minute: limit,
      rate_limits: { max_requests_per_1_minute: limit },
      workflow: {
        id: data.workflow.id,
        version: data.workflow.version ?? null,
        state_variables: data.workflow.state_variables ?? null,
        tracing: { enabled: data.workflow.tracing?.enabled ?? true },
      },
      chatkit_configuration: {
        automatic_thread_titling: {
          enabled: configuration.automatic_thread_titling?.enabled ?? true,
        },
        file_upload: {
          enabled: configuration.file_upload?.enabled ?? false,
          max_file_size: configuration.file_upload?.max_file_size ?? null,
          max_files: configuration.file_upload?.max_files ?? null,
        },
        history: {
          enabled: configuration.history?.enabled ?? true,
          recent_threads: configuration.history?.recent_threads ?? null,
        },
      },
    };
    sessions.set(session.id, session);
    return sendJson(response, 200, session, id);
  }

  async function conversation(request: IncomingMessage, response: ServerResponse) {
    if (request.method === "OPTIONS") {
      response.writeHead(204, {
        "access-control-allow-headers": "authorization, content-type, accept-language",
        "access-control-allow-methods": "GET, POST",
      });
      response.end();
      return;
    }
    const secret = request.headers.authorization?.replace(/^Bearer /, "");
    const session = [...sessions.values()].find((one) => one.client_secret === secret);
    if (session?.status !== "active")
      return sendOpenAiError(response, 401, { message: "The client secret has ended." });
    if (request.method === "GET") {
      const { expires_at, status, chatkit_configuration } = session;
      return sendJson(response, 200, { expires_at, status, ...chatkit_configuration });
    }
    const body: unknown = JSON.parse((await readBody(request)).toString("utf8"));
    return conversations.answer(session.user, body, response);
  }

  const server = await listen((request, response) =>
    api(request, response, new URL(request.url ?? "/", "http://openai").pathname),
  );
  return {
    ...server,
    baseUrl: `${server.origin}/v1`,
    conversation,
    requests,
    sessions,
    failWith: (next, after = 0) => {
      failure = next;
      stillAnswered = after;
    },
    expire: (sessionId) => {
      const session = sessions.get(sessionId);
      if (!session) throw new Error(`No session ${sessionId}`);
      session.status = "expired";
    },
  };
}
