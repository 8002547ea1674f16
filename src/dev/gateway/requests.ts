import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { serveChatPage } from "../chat-page/chat-page.ts";
import type { EventLog } from "../event-log.ts";
import { isLoopback } from "../loopback.ts";
import type { Observation } from "../observe/observation.ts";
import type { Observer } from "../observe/observer.ts";
import { pathOf } from "../request-path.ts";
import type { SessionEndpoint } from "../sessions/endpoint.ts";
import { findSessionRoute, type SessionRoute } from "../sessions/routes.ts";
import type { Swap } from "../swap/swap.ts";
import type { Door } from "./door.ts";
import type { Forwarder, Passage } from "./forward.ts";
import { isInspectors } from "./inspector-path.ts";
import { answerPlainly, type PlainAnswer } from "./plain-answer.ts";
import { answerPreflight, answerSession, readSmallBody } from "./session-answer.ts";
import { createSessionOwner } from "./session-owner.ts";
import { answerByStandIn, isStandIns, type StandIn } from "./stand-in.ts";
import { explainUnreached, NOT_UP, NOTHING_HERE, OWN_TARGET } from "./unreached.ts";

export interface RequestHandlerOptions {
  readonly target: () => URL | null | undefined;
  readonly sessions: () => SessionEndpoint | null;
  readonly appOwnsSessions: boolean | null;
  readonly log: EventLog;
  readonly standIn: StandIn | null;
  readonly swap: Swap | null;
  readonly inspector: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly observer: Observer;
  readonly door: Door;
  readonly forwarder: Forwarder;
}

/** Decides who answers a request: the inspector, the session endpoint, or the app. */
export function createRequestHandler(options: RequestHandlerOptions): RequestListener {
  const { target, observer, door, forwarder, swap } = options;
  const owner = createSessionOwner({
    appOwns: options.appOwnsSessions,
    hasApp: () => target() !== undefined,
    log: options.log,
  });

  /** Answers from here, and has it told where somebody follows. */
  const refuse = (
    request: IncomingMessage,
    response: ServerResponse,
    observation: Observation | null,
    answer: PlainAnswer,
  ) => {
    observation?.fail({ message: answer.message, hint: answer.hint, requestId: null });
    answerPlainly(request, response, answer);
  };

  const toApp = (
    request: IncomingMessage,
    response: ServerResponse,
    observation: Observation | null,
    more: Pick<Passage, "body" | "onAnswer"> = {},
  ) => {
    const app = target();
    if (!app) {
      if (app === undefined && serveChatPage(request, response, swap !== null)) return;
      refuse(request, response, observation, app === null ? NOT_UP : NOTHING_HERE);
      return;
    }
    if (isLoopback(app) && Number(app.port) === request.socket.localPort) {
      refuse(request, response, observation, OWN_TARGET);
      return;
    }
    swap?.prepare(request);
    forwarder.pass(request, response, {
      ...more,
      rewrite: swap ? (answer) => swap.rewrite(request, answer) : undefined,
      target: app,
      onRequestChunk: observation?.requestChunk,
      onRequestEnd: observation?.requestEnd,
      onAnswer: (answer) => {
        if (more.onAnswer && !more.onAnswer(answer)) return false;
        observation?.answer(answer.statusCode ?? 0, answer.headers);
        return true;
      },
      onAnswerChunk: observation?.answerChunk,
      onEnd: observation?.end,
      onBrokenOff: observation?.brokenOff,
      onLeft: observation?.left,
      onUnreached: (error) => refuse(request, response, observation, explainUnreached(error, app)),
    });
  };

  /** A fault of this program may cost one request, and not the run. */
  const broke = (error: unknown, request: IncomingMessage, response: ServerResponse) => {
    const reason = error instanceof Error ? error.message : String(error);
    options.log.tell({ type: "warning", message: `The gateway failed: ${reason}`, hint: null });
    if (response.headersSent) response.destroy();
    else answerPlainly(request, response, FAILED);
  };

  /** Answers a route that is ours, or finds out whose it is by asking the app first. */
  const toSessions = async (
    request: IncomingMessage,
    response: ServerResponse,
    endpoint: SessionEndpoint,
    route: SessionRoute,
  ) => {
    let isOurs = owner.of(route) === "ours";
    const observation = observer.follow(request, route, () => isOurs);
    const body = await readSmallBody(request, response);
    if (!body) {
      observation?.left();
      return;
    }
    observation?.requestChunk(body);
    observation?.requestEnd();
    const origin = door.guest(request);
    const answer = () =>
      answerSession(request, response, { endpoint, route, body, origin, observation });
    if (isOurs) {
      await answer();
      return;
    }
    toApp(request, response, observation, {
      body: Readable.from(body.length > 0 ? [body] : []),
      onAnswer: (found) => {
        isOurs = !owner.isApps(route, found);
        if (isOurs) answer().catch((error) => broke(error, request, response));
        return !isOurs;
      },
    });
  };

  return (request, response) => {
    const { method = "" } = request;
    const path = pathOf(request);
    if (!path.startsWith("/")) {
      answerPlainly(request, response, NO_PATH);
      return;
    }
    const isInspector = isInspectors(path);
    const { standIn } = options;
    const endpoint = options.sessions();
    const isPreflight = method === "OPTIONS";
    const wanted = isPreflight ? (request.headers["access-control-request-method"] ?? "") : method;
    const route = endpoint ? endpoint.route(wanted, path) : findSessionRoute(wanted, path, null);
    const isOwn = route !== null && endpoint !== null && owner.of(route) !== "app";

    const refusal = door.refuse(request, isInspector || isOwn ? "own" : "app");
    if (refusal) {
      answerPlainly(request, response, { ...refusal, status: 403 });
    } else if (standIn && isStandIns(standIn, request)) {
      answerByStandIn(standIn, observer, request, response);
    } else if (isInspector) {
      if (!options.inspector(request, response)) answerPlainly(request, response, NOTHING_HERE);
    } else if (isOwn && !isPreflight) {
      toSessions(request, response, endpoint, route).catch((error) =>
        broke(error, request, response),
      );
    } else {
      const guest = isOwn ? door.guest(request) : null;
      if (guest) answerPreflight(request, response, guest);
      else toApp(request, response, isPreflight ? null : observer.follow(request, route));
    }
  };
}

const FAILED: PlainAnswer = {
  status: 500,
  code: "internal_error",
  message: "The gateway of chatkit dev failed.",
  hint: "The terminal shows why.",
};

/** A proxy would be asked with a whole address, and this is none for other places. */
const NO_PATH: PlainAnswer = {
  status: 400,
  code: "no_path",
  message: "A request needs a path that begins with a slash.",
  hint: null,
};
