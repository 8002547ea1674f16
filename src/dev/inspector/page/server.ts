import type { Exchange, SeenSession } from "../../events.ts";
import type { LiveMessage } from "../messages.ts";
import { Failure } from "./failure.ts";
import type { State } from "./state.ts";

/** @throws Failure in the server's own words */
async function ask(path: string, method: "GET" | "POST"): Promise<unknown> {
  const response = await fetch(path, { method });
  const body: unknown = await response.json();
  if (response.ok) return body;
  const { message, hint } = (body as { error: { message: string; hint?: string } }).error;
  throw new Failure([message, hint].filter(Boolean).join(" "));
}

/** Everything that is known of one exchange. */
export async function loadExchange(id: string): Promise<Exchange> {
  return (await ask(`exchanges/${encodeURIComponent(id)}`, "GET")) as Exchange;
}

/** Forgets all exchanges. */
export async function clearExchanges(): Promise<void> {
  await ask("clear", "POST");
}

/** Makes a session; its secret is told here alone. */
export async function mintSession(): Promise<{ session: SeenSession; clientSecret: string }> {
  return (await ask("sessions", "POST")) as { session: SeenSession; clientSecret: string };
}

/**
 * Listens to what happens. While nobody sees the page it lets go of the connection: a browser has
 * six to an address, and the app needs them.
 *
 * @param tell is told every message, and how the connection is
 */
export function listen(tell: {
  message(message: LiveMessage): void;
  connection(connection: State["connection"]): void;
}): void {
  let source: EventSource | null = null;
  const open = () => {
    source?.close();
    source = new EventSource("events");
    source.onmessage = ({ data }: MessageEvent<string>) => tell.message(JSON.parse(data));
    source.onerror = () => {
      tell.connection(source?.readyState === EventSource.CLOSED ? "refused" : "lost");
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
    } else {
      open();
    }
  });
  if (!document.hidden) open();
}
