import { request as openRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ScriptedModel } from "./model-server.ts";
import { Normaliser } from "./normalise.ts";
import { References } from "./references.ts";
import type { Ask, Json, Look, Raw, Scenario } from "./scenario.ts";

/** What came of one exchange. */
export interface Answer {
  /** What was asked, so that a recording can be read by itself. */
  readonly to: string;
  readonly status: number;
  /** Of a stream. */
  readonly events?: readonly Json[];
  /** The stream ended other than it should. */
  readonly broke?: true;
  /** Of an answer in one piece that is no refusal. */
  readonly body?: Json;
  /** What reached the model meanwhile. */
  readonly model?: readonly Json[];
}

/** A refusal as it came, for what is promised of ours alone. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
}

/** A conversation as it went. */
export interface Transcript {
  readonly answers: readonly Answer[];
  readonly refusals: readonly Refusal[];
  /** Every time that was told, as it was written. */
  readonly times: readonly string[];
}

/** How long a look waits for what it looks for, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Leads a server through a conversation.
 *
 * @param server.origin its address
 * @param model the model that its agents ask
 */
export async function converse(
  scenario: Scenario,
  server: { readonly origin: string },
  model: ScriptedModel,
): Promise<Transcript> {
  const references = new References();
  const normaliser = new Normaliser();
  const answers: Answer[] = [];
  const refusals: Refusal[] = [];
  const users = { self: scenario.name, stranger: `${scenario.name}, a stranger` };

  for (const exchange of scenario.exchanges) {
    const user = users["as" in exchange && exchange.as ? exchange.as : "self"];
    if ("look" in exchange) {
      const { status, body } = await look(exchange, references, server.origin, user);
      answers.push({ to: "what is stored", status, body: normaliser.normalise(body) });
      continue;
    }
    if ("upload" in exchange) {
      const id = references.resolve(exchange.upload);
      const headers = { "x-user": user };
      const uploaded = await fetch(`${server.origin}/uploaded/${id}`, { method: "POST", headers });
      answers.push({ to: "an upload", status: uploaded.status });
      continue;
    }
    const answersModel = "ask" in exchange && exchange.model ? exchange.model : [];
    model.answer(scenario.name, answersModel);
    const body = "raw" in exchange ? exchange.raw : writeBody(exchange, references, scenario.name);
    const received = await post({
      url: `${server.origin}/${("of" in exchange && exchange.of) || "full"}/chatkit`,
      user,
      body,
      leaveAfter: "leaveAfter" in exchange ? exchange.leaveAfter : undefined,
    });
    const read = readAnswer(received);
    if (received.status >= 400) refusals.push({ status: received.status, body: received.body });
    references.learn(read);
    const asked = model.takeRequests(scenario.name).map(({ body }) => normaliser.input(body));
    answers.push({
      to: nameOf(exchange),
      ...normaliser.answer(read),
      ...(asked.length > 0 && { model: asked }),
    });
  }
  return { answers, refusals, times: normaliser.times };
}

function nameOf(exchange: Ask | Raw): string {
  return "ask" in exchange ? exchange.ask : "bytes";
}

function writeBody(exchange: Ask, references: References, model: string): string {
  const steps = exchange.steps?.map((step) => ("agent" in step ? { ...step, model } : step));
  return JSON.stringify(
    references.resolve({
      type: exchange.ask,
      params: exchange.params,
      metadata: {
        ...(steps && { steps: steps as unknown as Json }),
        ...(exchange.allowCancel === false && { allow_cancel: false }),
      },
    }),
  );
}

interface Received {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** How many events of the body count. */
  readonly wanted: number | undefined;
  readonly broke: boolean;
}

/** Sends a request by Node's own client, which tells a broken answer from a finished one. */
function post(options: {
  readonly url: string;
  readonly user: string;
  readonly body: string | Uint8Array;
  readonly leaveAfter: number | undefined;
}): Promise<Received> {
  const { url, user, body, leaveAfter } = options;
  return new Promise((resolve, reject) => {
    const request = openRequest(
      url,
      { method: "POST", headers: { "content-type": "application/json", "x-user": user } },
      (response) => {
        let text = "";
        const end = (broke: boolean) =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers["content-type"] ?? "",
            body: text,
            wanted: leaveAfter,
            broke,
          });
        response.setEncoding("utf8");
        response.on("data", (piece: string) => {
          text += piece;
          if (leaveAfter !== undefined && text.split("\n\n").length > leaveAfter) {
            end(false);
            request.destroy();
          }
        });
        response.on("end", () => end(!response.complete));
        response.on("error", () => end(true));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** An answer with ids and times as they are. */
type RawAnswer = Omit<Answer, "to" | "model">;

const EVENT = /^data: (\{[^\n]*\})$/;

function readAnswer(received: Received): RawAnswer {
  const { status, contentType, body, wanted } = received;
  if (status >= 400) return { status };
  if (!contentType.startsWith("text/event-stream")) return { status, body: JSON.parse(body) };
  const lines = body.split("\n\n");
  // What follows the last event's two line ends is nothing, or half an event.
  const rest = lines.pop();
  const events = lines.slice(0, wanted).map((line) => {
    const json = EVENT.exec(line)?.[1];
    if (!json) throw new Error(`No event of ChatKit's: ${line}`);
    return JSON.parse(json) as Json;
  });
  const broke = received.broke || (wanted === undefined && rest !== "");
  return { status, events, ...(broke && { broke: true }) };
}

async function look(
  exchange: Look,
  references: References,
  origin: string,
  user: string,
): Promise<{ status: number; body: Json }> {
  const thread = references.resolve(exchange.thread ?? "$thread");
  const end = Date.now() + PATIENCE;
  for (;;) {
    const response = await fetch(`${origin}/stored/${thread}`, { headers: { "x-user": user } });
    const body = (await response.json()) as { items?: { type: string }[] };
    const { until } = exchange;
    const isThere = !until || body.items?.some(({ type }) => type === until);
    if (isThere) return { status: response.status, body: body as Json };
    if (Date.now() > end) throw new Error(`Nothing of type ${until}: ${JSON.stringify(body)}`);
    await sleep(20);
  }
}
