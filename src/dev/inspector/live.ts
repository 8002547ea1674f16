import type { ServerResponse } from "node:http";
import type { EventLog } from "../event-log.ts";
import type { AppState, DevEvent } from "../events.ts";
import { type LiveMessage, type Notice, type PageInfo, summarise, withNotice } from "./messages.ts";

const HEARTBEAT_MS = 15_000;
/** How long a page waits before it connects anew. */
const RETRY_MS = 1_000;
/** A page that takes nothing any more is let go; it connects anew when it is back. */
const UNREAD_BYTES = 16 * 1024 * 1024;
const NOTICES_KEPT = 20;

/** Every open page, told of all that happens. */
export interface Live {
  /** Answers with a stream that begins with all that is known and goes on with what happens. */
  serve(response: ServerResponse): void;
  close(): void;
}

/**
 * Tells open pages what a log tells.
 *
 * @param log is listened to until `close`
 * @param info what a page is told first
 */
export function createLive(log: EventLog, info: () => PageInfo): Live {
  const pages = new Set<ServerResponse>();
  let notices: readonly Notice[] = [];
  let app: AppState | null = null;

  const send = (to: Iterable<ServerResponse>, message: LiveMessage) => {
    const block = `data: ${JSON.stringify(message)}\n\n`;
    for (const page of to) {
      page.write(block);
      if (page.writableLength > UNREAD_BYTES) page.destroy();
    }
  };

  const unsubscribe = log.subscribe((event) => {
    const message = toMessage(event);
    if (message?.type === "app") app = message.app;
    if (message?.type === "notice") {
      notices = withNotice(notices, message.notice).slice(-NOTICES_KEPT);
    }
    if (message) send(pages, message);
  });

  const heartbeat = setInterval(() => {
    for (const page of pages) page.write(": still here\n\n");
  }, HEARTBEAT_MS);
  // The program may end while an inspector is open.
  heartbeat.unref();

  return {
    serve(response) {
      response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
      response.writeHead(200);
      response.write(`retry: ${RETRY_MS}\n\n`);
      pages.add(response);
      response.on("close", () => pages.delete(response));
      send([response], {
        type: "snapshot",
        info: info(),
        exchanges: log.exchanges.map(summarise),
        sessions: log.sessions,
        app,
        notices,
      });
    },
    close() {
      unsubscribe();
      clearInterval(heartbeat);
      for (const page of pages) page.end();
    },
  };
}

/** What pages are told of an event; null for what they do not show. */
function toMessage(event: DevEvent): LiveMessage | null {
  switch (event.type) {
    case "exchange.started":
    case "exchange.answered":
    case "exchange.ended":
      return { type: "exchange", exchange: summarise(event.exchange) };
    case "exchange.event":
      return { type: "event", id: event.id, event: event.event };
    case "session.minted":
    case "session.cancelled":
      return { type: "session", session: event.session };
    case "app":
      return { type: "app", app: event.app };
    case "warning":
      return {
        type: "notice",
        notice: { at: Date.now(), message: event.message, hint: event.hint },
      };
    case "cleared":
      return { type: "cleared" };
    case "app.output":
      return null;
  }
}
