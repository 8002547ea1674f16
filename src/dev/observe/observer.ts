import type { IncomingMessage } from "node:http";
import type { EventLog } from "../event-log.ts";
import { pathOf } from "../request-path.ts";
import type { SessionRoute } from "../sessions/routes.ts";
import type { Mask } from "./mask.ts";
import { type Observation, observe, type Subject } from "./observation.ts";
import { attachmentAddresses } from "./recognise.ts";
import { readSessionId, sessionIn } from "./sessions.ts";

/** Looks at what passes, and tells of what belongs to ChatKit. */
export interface Observer {
  /**
   * Starts to follow a request.
   *
   * @param route the route of sessions that it is for, if it is for one
   * @param isOurs whether our own endpoint answered, which tells of its sessions itself
   * @returns null where it cannot be of interest
   */
  follow(
    request: IncomingMessage,
    route: SessionRoute | null,
    isOurs?: () => boolean,
  ): Observation | null;
  /** Starts to follow a request to OpenAI's API, or to what stands in for it. */
  followApi(request: IncomingMessage, operation: string): Observation;
}

/** Where apps of ours have the bytes of an attachment; others tell where they have them. */
const ATTACHMENTS = /^\/api\/attachments\/atc_[\w-]+$/;
/** Addresses of attachments that are remembered. */
const MOST_ADDRESSES = 500;

/** Makes an observer: it tells `log` what it saw, with all that `mask` knows hidden. */
export function createObserver({ log, mask }: { log: EventLog; mask: Mask }): Observer {
  const attachmentPaths = new Set<string>();
  let count = 0;

  const remember = (addresses: readonly string[]) => {
    for (const address of addresses) {
      if (!URL.canParse(address) || !/^https?:/.test(address)) continue;
      attachmentPaths.add(new URL(address).pathname);
      const [oldest] = attachmentPaths;
      if (attachmentPaths.size > MOST_ADDRESSES && oldest) attachmentPaths.delete(oldest);
    }
  };

  const subjectOf = (request: IncomingMessage, route: SessionRoute | null): Subject | null => {
    if (route) return { kind: "session", operation: route.operation };
    const path = pathOf(request);
    if (!ATTACHMENTS.test(path) && !attachmentPaths.has(path)) return null;
    switch (request.method) {
      case "GET":
        return { kind: "attachment", operation: "attachment.download" };
      case "POST":
      case "PUT":
        return { kind: "attachment", operation: "attachment.upload" };
      default:
        return null;
    }
  };

  const nextId = () => `x${++count}`;
  const onError = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `A request passed unseen, since looking at it failed: ${reason}`;
    log.tell({ type: "warning", message, hint: null });
  };

  return {
    followApi: (request, operation) =>
      observe({
        request,
        nextId,
        subject: { kind: "api", operation },
        log,
        mask,
        subjectOfAnswer: () => null,
        onError,
        // A session is told of where the app hands it to its page.
        onAnswer: () => undefined,
      }),
    follow: (request, route, isOurs = () => false) => {
      const subject = subjectOf(request, route);
      if (!subject && request.method !== "POST") return null;
      return observe({
        request,
        nextId,
        subject,
        log,
        mask,
        subjectOfAnswer: (answer) => {
          if (sessionIn(answer, 0)) return { kind: "session", operation: "session.create" };
          return attachmentAddresses(answer)
            ? { kind: "attachment", operation: "attachment.upload" }
            : null;
        },
        onError,
        onAnswer: ({ operation }, answer) => {
          remember(attachmentAddresses(answer) ?? []);
          if (isOurs()) return;
          const session = sessionIn(answer, Date.now());
          if (session) log.tell({ type: "session.minted", session });
          if (operation === "session.cancel") tellCancelled(pathOf(request), log);
        },
      });
    },
  };
}

/** Tells of a session that the app cancelled, if it is one that was told of. */
function tellCancelled(path: string, log: EventLog): void {
  const own = readSessionId(path.slice(path.lastIndexOf("/") + 1));
  const session = log.sessions.find(({ id }) => id === own?.id);
  if (session) log.tell({ type: "session.cancelled", session: { ...session, cancelled: true } });
}
