import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import type { SessionError } from "../../../templates/+hosted+node/server/sessions/errors.ts";
import {
  type SessionOptions,
  SessionOptionsError,
} from "../../../templates/+hosted+node/server/sessions/options.ts";
import { sessionRoutes } from "../../../templates/+hosted+node/server/sessions/routes.ts";
import { createSessionService } from "../../../templates/+hosted+node/server/sessions/service.ts";
import { AppError, answerError } from "../../../templates/+node/server/errors.ts";
import { createRateLimit, limits, subnet } from "../../../templates/+node/server/limits.ts";
import { boundedFetch } from "../../openai/bounded-answer.ts";
import { proxyFor } from "../../openai/proxy.ts";
import type { EventLog } from "../event-log.ts";
import { parseJson } from "../observe/recognise.ts";
import { readSessionId, sessionIn } from "../observe/sessions.ts";
import { findSessionRoute, type SessionRoute } from "./routes.ts";
import { readWishes, type Wishes, WishesError, wishedKeys } from "./wishes.ts";

/** A request for one of the endpoint's routes. */
export interface SessionRequest {
  readonly route: SessionRoute;
  readonly method: string;
  /** The whole body, at most `MAX_BODY_BYTES`. */
  readonly body: Buffer;
  /** The client's IP address. */
  readonly address: string;
}

/** The routes of the hosted template about sessions, answered with the developer's key. */
export interface SessionEndpoint {
  /**
   * Finds which of its routes a request is for.
   *
   * @param path without its query
   */
  route(method: string, path: string): SessionRoute | null;
  /** Answers a request; a failure is an answer too. */
  answer(request: SessionRequest): Promise<Response>;
}

export interface SessionEndpointOptions {
  /** Null: every request for a session is answered with what to do about it. */
  readonly apiKey: string | null;
  /** OpenAI's API, with its version: `https://api.openai.com/v1`. */
  readonly baseURL: string;
  /** `wf_…` */
  readonly workflowId: string | null;
  /** The user of every session, whatever the page says. */
  readonly user: string;
  /** What a session allows; OpenAI's defaults where nothing is said. */
  readonly options?: SessionOptions;
  /** Lets the body of a request choose workflow, user and limits. */
  readonly trustPage: boolean;
  /** A further path whose `POST` opens a session. */
  readonly sessionPath: string | null;
  readonly log: EventLog;
}

/** What a request for a session may hold. */
export const MAX_BODY_BYTES = limits.bodyBytes;

const AUDIENCE = "chatkit-dev";
/** Sessions whose wishes are remembered, for their refresh. */
const MOST_REMEMBERED = 200;

const NOTHING: Wishes = { workflowId: undefined, user: undefined, options: {} };

/**
 * Makes the session endpoint of `chatkit dev`: routes and service of the hosted template, for one
 * user.
 *
 * @throws SessionOptionsError, if the options cannot work
 */
export function createSessionEndpoint(config: SessionEndpointOptions): SessionEndpoint {
  const { log, trustPage } = config;
  // Ids of an earlier run are refused, and a page then opens a new session.
  const secret = randomBytes(32).toString("hex");
  const costly = createRateLimit(limits.costlyPerAddress);
  const cheap = createRateLimit(limits.cheapPerUser);
  const wishesOf = new Map<string, Wishes>();
  const warned = new Set<string>();

  const warn = (message: string, hint: string | null) => {
    if (warned.has(message)) return;
    warned.add(message);
    log.tell({ type: "warning", message, hint });
  };
  const onFailure = ({ details: { detail, requestId } }: SessionError) => {
    if (!detail) return;
    const id = requestId ? ` (request ${requestId})` : "";
    log.tell({ type: "warning", message: `OpenAI said: ${detail}${id}`, hint: null });
  };

  let proxy: ReturnType<typeof proxyFor> | undefined;
  const fetchAsShell: typeof fetch = async (input, init) => {
    proxy ??= proxyFor(config.baseURL);
    const ask = boundedFetch((await proxy)?.fetch ?? fetch);
    // As in src/openai: a redirect would take what is asked for to somebody else, or ask twice.
    return ask(input, { ...init, redirect: "manual" });
  };
  const createService = (workflowId: string | null, options: SessionOptions) =>
    createSessionService({
      apiKey: config.apiKey,
      baseURL: config.baseURL,
      workflowId,
      options,
      secret,
      audience: AUDIENCE,
      fetch: fetchAsShell,
    });
  const usual = createService(config.workflowId, config.options ?? {});

  /** What holds for one request, and who it is for. */
  const choose = ({ route, body }: SessionRequest) => {
    const text = body.toString("utf8");
    const named = readSessionId(route.path.split("/")[2] ?? "");
    if (!trustPage) {
      const keys = route.operation === "session.create" ? wishedKeys(text) : [];
      if (keys.length > 0) {
        warn(
          `The page asked for its own ${keys.join(", ")}; workflow, user and limits are fixed here.`,
          "Drop that from the page's request, or let it choose: --trust-page",
        );
      }
      return { service: usual, user: config.user, workflow: config.workflowId, wishes: NOTHING };
    }
    const remembered = (named && wishesOf.get(named.id)) ?? NOTHING;
    const wishes = route.operation === "session.create" ? readWishes(text) : remembered;
    const workflow = wishes.workflowId ?? config.workflowId;
    return {
      service: createService(workflow, { ...config.options, ...wishes.options }),
      user: wishes.user ?? named?.user ?? config.user,
      workflow,
      wishes,
    };
  };

  const tellMinted = (answer: unknown, user: string, workflow: string | null, wishes: Wishes) => {
    const session = sessionIn(answer, Date.now());
    if (!session) return;
    wishesOf.set(session.id, wishes);
    const [oldest] = wishesOf.keys();
    if (wishesOf.size > MOST_REMEMBERED && oldest) wishesOf.delete(oldest);
    log.tell({ type: "session.minted", session: { ...session, user, workflow: workflow ?? "" } });
  };
  const tellCancelled = (path: string) => {
    const id = readSessionId(path.split("/")[2] ?? "")?.id;
    const session = log.sessions.find((one) => one.id === id);
    if (session) log.tell({ type: "session.cancelled", session: { ...session, cancelled: true } });
  };

  const answerRoute = async (request: SessionRequest): Promise<Response> => {
    const { route, method, address } = request;
    await (method === "GET" ? cheap : costly).consume(subnet(address));
    const { service, user, workflow, wishes } = choose(request);
    const routes = sessionRoutes({ service, user: () => user, onFailure });
    routes.onError(rethrow);
    const response = await routes.request(route.path, { method });
    if (response.ok) {
      tellMinted(parseJson(await response.clone().text()), user, workflow, wishes);
      if (route.operation === "session.cancel") tellCancelled(route.path);
    }
    return response;
  };

  const refusals = new Hono<{ Bindings: { readonly error: Error } }>();
  refusals.all("*", (c) => explain(c.env.error, c, warn));

  return {
    route: (method, path) => findSessionRoute(method, path, config.sessionPath),
    answer: (request) =>
      answerRoute(request).catch((error: Error) => refusals.request("/", undefined, { error })),
  };
}

function rethrow(error: Error): never {
  throw error;
}

function explain(
  error: Error,
  c: Context,
  warn: (message: string, hint: string | null) => void,
): Response {
  if (error instanceof AppError) return answerError(error, c);
  if (error instanceof WishesError || error instanceof SessionOptionsError) {
    const body = { code: "bad_request", message: error.message };
    return answerError(new AppError(400, body), c);
  }
  warn(`The session endpoint failed: ${error.message}`, null);
  const body = { code: "internal_error", message: "The session endpoint of chatkit dev failed." };
  return answerError(new AppError(500, body), c);
}
