import type { ChatSession } from "../openai/sessions.ts";
import { projectEnvironment } from "../project/environment.ts";
import { callingPackageManager, onceCommand } from "../project/package-manager.ts";
import type { Identity } from "../session/identity.ts";
import { type Pass, secretOf } from "../session/pass.ts";
import { out } from "../terminal/colour.ts";
import { oneLine } from "../terminal/one-line.ts";
import { shellCommand } from "../terminal/quote.ts";

/** Longer than any token; state variables may be longer. */
const LONGEST_VALUE = 4_000;

/**
 * What was minted, for people.
 *
 * @param passes at least one, all of one kind
 * @param url where the app here answers its ChatKit requests
 */
export function summary(passes: readonly Pass[], url = chatUrl()): string {
  const [only, second] = passes;
  if (only === undefined) return "";
  if (second !== undefined) return several(passes, only);
  return only.kind === "session" ? oneSession(only) : oneIdentity(only, url);
}

/**
 * What was minted, for machines: a session as OpenAI answered it (facts 1.2), or an identity.
 *
 * @param pass what was minted
 */
export function asJson(pass: Pass): object {
  if (pass.kind === "session") return pass.session;
  const { user, token, cookieName, expiresAt } = pass.identity;
  return {
    user,
    token,
    cookie: `${cookieName}=${token}`,
    expires_at: expiresAt,
    url: chatUrl(),
  };
}

/**
 * When a pass ends, as a person reads it.
 *
 * @param pass what was minted just now
 * @returns such as `15:40:12, in 10 min`
 */
export function endOf({ lifetimeSeconds }: Pass): string {
  const time = new Date(Date.now() + lifetimeSeconds * 1000).toLocaleTimeString("en-GB");
  const minutes = Math.round(lifetimeSeconds / 60);
  return `${time}, in ${lifetimeSeconds < 120 ? `${lifetimeSeconds} s` : `${minutes} min`}`;
}

function oneSession(pass: Extract<Pass, { kind: "session" }>): string {
  const { session, user } = pass;
  const { id, client_secret: secret, workflow } = session;
  const state = Object.entries(workflow?.state_variables ?? {});
  const rows: [string, string][] = [
    ["Secret", secret],
    ["For", `${user}, in ${describeWorkflow(session)}`],
    ["Ends", endOf(pass)],
    ["Allows", allowances(session)],
    ...(state.length > 0 ? [["State", state.map(asPair).join(", ")] as [string, string]] : []),
  ];
  return [
    out.bold(`ChatKit session ${id}`),
    ...table(rows),
    "",
    "A page's getClientSecret returns the secret; nothing else may see it. To end it sooner:",
    `  ${shellCommand([...onceCommand(callingPackageManager(process.env.npm_config_user_agent)), "session", "cancel", id])}`,
  ].join("\n");
}

function asPair([name, value]: [string, unknown]): string {
  return `${name}=${JSON.stringify(value)}`;
}

function describeWorkflow({ workflow }: ChatSession): string {
  const { id, version } = workflow ?? {};
  return oneLine(`${id ?? "its workflow"} (${version ? `version ${version}` : "newest version"})`);
}

/** What the answer says; a stand-in of the API may leave things out. */
function allowances(session: ChatSession): string {
  const {
    history,
    automatic_thread_titling: titles,
    file_upload: files,
  } = session.chatkit_configuration ?? {};
  const requests = session.rate_limits?.max_requests_per_1_minute;
  const size = files?.max_file_size;
  const parts = [
    requests && `${requests} requests a minute`,
    history &&
      (history.enabled
        ? `history${history.recent_threads ? ` of ${history.recent_threads} threads` : ""}`
        : "no history"),
    titles && (titles.enabled ? "titles" : "no titles"),
    files &&
      (files.enabled
        ? `${files.max_files ?? 10} files a message${size ? ` of ${size} MB` : ""}`
        : "no files"),
    session.workflow?.tracing && (session.workflow.tracing.enabled ? "traces" : "no traces"),
  ];
  return parts.filter(Boolean).join(" · ") || "what OpenAI allows by default";
}

function oneIdentity(pass: Extract<Pass, { kind: "identity" }>, url: string): string {
  const { user, token, cookieName } = pass.identity;
  const rows: [string, string][] = [
    ["Token", token],
    ["Cookie", cookieName],
    ["For", user],
    ["Ends", endOf(pass)],
  ];
  return [
    out.bold("A signed identity for this app"),
    ...table(rows),
    "",
    "To list its threads, while the app runs:",
    `  ${curlLine(pass.identity, url)}`,
  ].join("\n");
}

function curlLine({ cookieName, token }: Identity, url: string): string {
  return shellCommand([
    ...["curl", url, "-b", `${cookieName}=${token}`],
    ...["-H", "content-type: application/json"],
    ...["-d", `{"type":"threads.list","params":{}}`],
  ]);
}

/** Where the app here answers when it runs (settings.ts of an app). */
function chatUrl(): string {
  const port = projectEnvironment(process.cwd()).value("PORT") ?? "";
  // What is no port lets no app start, and 0 is any.
  const isPort = /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535;
  return `http://localhost:${isPort ? port : "3000"}/chatkit`;
}

function several(passes: readonly Pass[], first: Pass): string {
  const what =
    first.kind === "session"
      ? `ChatKit sessions of ${describeWorkflow(first.session)}`
      : "signed identities for this app";
  const lines = passes.map((pass) => {
    const [id, user] =
      pass.kind === "session" ? [`${pass.session.id}  `, pass.user] : ["", pass.identity.user];
    return `  ${out.cyan(secretOf(pass))}  ${id}${user}`;
  });
  return [out.bold(`${passes.length} ${what}; the first ends at ${endOf(first)}`), ...lines].join(
    "\n",
  );
}

/** Values of the answer are shown as one line: nothing in them is for the terminal to obey. */
function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => {
    const shown = oneLine(value, LONGEST_VALUE);
    const isSecret = name === "Secret" || name === "Token";
    return `  ${out.dim(name.padEnd(width))}  ${isSecret ? out.cyan(shown) : shown}`;
  });
}
