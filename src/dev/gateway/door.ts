import type { IncomingMessage } from "node:http";
import type { EventLog } from "../event-log.ts";
import { createGuard, type Guard, type Purpose, type Refusal } from "./guard.ts";

/** The guard, which tells of whom it refused: once each, since a page asks again and again. */
export interface Door {
  /** @returns null where the request may pass */
  refuse(request: IncomingMessage, purpose: Purpose): Refusal | null;
  /** The origin of a page elsewhere that is let in, or null. */
  guest(request: IncomingMessage): string | null;
}

/** Anybody could come under ever new names. */
const MOST_TOLD = 100;

/** Makes the door of one gateway; whom it refuses is told in `log`. */
export function createDoor(options: {
  readonly host: string | null;
  readonly allowOrigins: readonly string[];
  readonly log: EventLog;
}): Door {
  const guard: Guard = createGuard(options);
  const told = new Set<string>();
  return {
    refuse: (request, purpose) => {
      const refusal = guard.check(request, purpose);
      if (refusal && !told.has(refusal.message) && told.size < MOST_TOLD) {
        told.add(refusal.message);
        const { message, hint } = refusal;
        options.log.tell({ type: "warning", message: `Refused a request. ${message}`, hint });
      }
      return refusal;
    },
    guest: ({ headers: { origin } }) =>
      origin !== undefined && guard.isAllowed(origin) ? origin : null,
  };
}
