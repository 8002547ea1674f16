import { stripVTControlCharacters } from "node:util";
import type { AppState, DevEvent, Exchange, Fault } from "../dev/events.ts";
import { err } from "../terminal/colour.ts";

/** How many faults of one request or answer are shown; the inspector shows all. */
const SHOWN_FAULTS = 3;

function clock(at: number): string {
  return err.dim(new Date(at).toTimeString().slice(0, 8));
}

/**
 * A time as people say it.
 *
 * @param ms milliseconds
 */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** A text of the app or of a page: nothing in it may steer the terminal. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll("\t", "  ")
    .replaceAll(/\p{Cc}/gu, "�");
}

/** What to do about a fault, which may be several lines, such as settings to copy. */
function hintLines(hint: string | null | undefined, indent: string): string[] {
  return hint ? hint.split("\n").map((line) => `${indent}${plain(line)}`) : [];
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function status(code: number): string {
  const shown = `[${code}]`;
  if (code >= 500) return err.red(shown);
  return code >= 400 ? err.yellow(shown) : err.green(shown);
}

function subject({ kind, operation, threadId }: Exchange): string {
  // What the app's server asks for, beside what its page does.
  const from = kind === "api" ? err.dim("api ") : "";
  return `${from}${plain(operation)}${threadId ? ` ${err.dim(`[${plain(threadId)}]`)}` : ""}`;
}

function faults(exchange: Exchange): { where: string; fault: Fault }[] {
  const of = (where: string, list: readonly Fault[]) => list.map((fault) => ({ where, fault }));
  return [
    ...of("request", exchange.request.faults),
    ...of("answer", exchange.response?.faults ?? []),
    ...exchange.events.flatMap((event) => of(event.type ?? "event", event.faults)),
  ];
}

function faultLines(exchange: Exchange): string[] {
  const all = faults(exchange);
  const shown = all
    .slice(0, SHOWN_FAULTS)
    .map(
      ({ where, fault }) =>
        `  ${err.yellow("!")} ${plain(`${where} ${fault.path}: ${fault.message}`)}`,
    );
  const more = all.length - shown.length;
  return more > 0 ? [...shown, `  ${err.yellow("!")} and ${plural(more, "more fault")}`] : shown;
}

function failureLines({ failure }: Exchange): string[] {
  if (!failure) return [];
  const request = failure.requestId ? ` (request ${plain(failure.requestId)})` : "";
  return [
    `  ${err.red("✗")} ${plain(failure.message)}${request}`,
    ...hintLines(failure.hint, "    "),
  ];
}

function ended(exchange: Exchange): string[] {
  const { response, firstEventMs, eventCount, endedMs, startedAt } = exchange;
  const took = duration(endedMs ?? 0);
  const parts = response?.streaming
    ? [
        ...(firstEventMs === null ? [] : [`first event ${duration(firstEventMs)}`]),
        plural(eventCount, "event"),
        took,
      ]
    : [took];
  const answer = response ? status(response.status) : err.red("[no answer]");
  return [
    `${clock(startedAt + (endedMs ?? 0))} ← ${answer} ${subject(exchange)} ${parts.join(", ")}`,
    ...failureLines(exchange),
    ...faultLines(exchange),
  ];
}

function crash(app: AppState & { state: "crashed" }, keys: boolean): string[] {
  const how = app.signal
    ? `was ended by ${app.signal}`
    : app.exitCode === null
      ? "could not be started"
      : `ended with exit code ${app.exitCode}`;
  return [
    `${err.red("✗")} The app ${how}.${app.lastLines.length > 0 ? " Its last lines:" : ""}`,
    ...app.lastLines.map((line) => `  ${err.dim("│")} ${plain(line)}`),
    keys
      ? `  Press ${err.bold("r")} to start it again.`
      : "  A change of .env starts it again; otherwise end this and run it again.",
  ];
}

function appLines(app: AppState, keys: boolean): string[] {
  switch (app.state) {
    case "starting":
      return [
        URL.canParse(app.command)
          ? `Waiting for ${plain(app.command)}`
          : `Starting the app: ${plain(app.command)}`,
      ];
    case "restarting":
      return [`Starting the app again: ${plain(app.reason)}`];
    case "crashed":
      return crash(app, keys);
    default:
      // Readiness and the end are told by the command itself, once.
      return [];
  }
}

/** What the app's server asks of an API is a part of what its page asked for: the inspector has it. */
function isQuiet({ kind, failure, endedMs }: Exchange): boolean {
  return kind === "api" && (endedMs === null || failure === null);
}

/**
 * What people are told of an event on stderr, such as
 * `12:00:01 → threads.create` and `12:00:02 ← [200] threads.create [thr_1] first event 84 ms, 31 events`.
 *
 * @param event what happened
 * @param options `keys`: whether single keys are listened to; `now`: milliseconds since 1970
 * @returns lines; none for what only the inspector shows
 */
export function linesOf(event: DevEvent, options: { keys: boolean; now: number }): string[] {
  if ("exchange" in event && isQuiet(event.exchange)) return [];
  switch (event.type) {
    case "exchange.started":
      return [`${clock(event.exchange.startedAt)} → ${subject(event.exchange)}`];
    case "exchange.ended":
      return ended(event.exchange);
    case "session.minted":
    case "session.cancelled": {
      const { id, expiresAt, by } = event.session;
      const known = [event.session.user, event.session.workflow].filter(
        (name) => name !== "" && name !== "unknown",
      );
      const what = event.type === "session.minted" ? "session" : "cancelled session";
      const until = new Date(expiresAt).toTimeString().slice(0, 8);
      return [
        `${clock(options.now)} ${err.cyan("✦")} ${what} ${plain([`${id}${known.length > 0 ? " for" : ""}`, known.join(", ")].join(" ").trim())}, until ${until}${by === "terminal" ? "" : ", asked by a page"}`,
      ];
    }
    case "app":
      return appLines(event.app, options.keys);
    case "app.output":
      return [err.dim(`app │ ${plain(event.line)}`)];
    case "warning":
      return [`${err.yellow("!")} ${plain(event.message)}`, ...hintLines(event.hint, "  ")];
    default:
      return [];
  }
}

/**
 * An event as its line of `--json`. The events of a stream are told one by one, and so are left out
 * of its exchange.
 *
 * @param event what happened
 * @param now milliseconds since 1970
 */
export function jsonOf(
  event: DevEvent,
  now: number,
): { readonly type: string; readonly at: number; readonly [more: string]: unknown } {
  if ("exchange" in event) {
    const { events: _toldAlready, ...exchange } = event.exchange;
    return { type: event.type, at: now, exchange };
  }
  const { type, ...rest } = event;
  return { type, at: now, ...rest };
}
