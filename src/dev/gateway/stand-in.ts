import type { IncomingMessage, ServerResponse } from "node:http";
import { apiOperation } from "../observe/api-operation.ts";
import type { Observation } from "../observe/observation.ts";
import type { Observer } from "../observe/observer.ts";
import { tap } from "../observe/tap.ts";
import { pathOf } from "../request-path.ts";

/** What answers in OpenAI's place, below a path of the gateway. */
export interface StandIn {
  /** Such as `/__chatkit/offline/`; OpenAI's API is below its `v1`. */
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** Whether a request is for the stand-in. */
export function isStandIns(standIn: StandIn, request: IncomingMessage): boolean {
  return pathOf(request).startsWith(standIn.path);
}

/**
 * Lets the stand-in answer, and has it told to the log: what an app asks of OpenAI's API, and what
 * a page says to a hosted workflow, which nobody can see where OpenAI itself answers.
 */
export function answerByStandIn(
  standIn: StandIn,
  observer: Observer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const observation = observationOf(standIn, observer, request);
  if (observation) tap(request, response, observation);
  standIn.handle(request, response);
}

function observationOf(
  { path }: StandIn,
  observer: Observer,
  request: IncomingMessage,
): Observation | null {
  const api = `${path}v1`;
  const asked = pathOf(request);
  if (request.method === "OPTIONS") return null;
  if (!asked.startsWith(`${api}/`)) return observer.follow(request, null);
  return observer.followApi(request, apiOperation(request.method ?? "", asked.slice(api.length)));
}
