import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it reached the stand-in. */
export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** Answers one request in OpenAI's place. */
export type Reply = (response: ServerResponse) => void;

/** A local HTTP server in OpenAI's place. */
export interface FakeOpenAI {
  readonly baseURL: string;
  readonly received: Received[];
  /** Answers every request from now on; null for sessions as OpenAI makes them. */
  replyWith(reply: Reply | null): void;
  close(): Promise<void>;
}

export async function startFakeOpenAI(): Promise<FakeOpenAI> {
  const received: Received[] = [];
  let scripted: Reply | null = null;
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const body = Buffer.concat(chunks).toString();
    const { method, url: path, headers } = request;
    received.push({ method, path, headers, body: body ? JSON.parse(body) : undefined });
    const reply = scripted ?? json(200, session(received.length, path?.endsWith("/cancel")));
    reply(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    received,
    replyWith: (reply) => {
      scripted = reply;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers in JSON, with a request id as OpenAI gives one. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, {
      "Content-Type": "application/json",
      "x-request-id": "req_123",
      ...headers,
    });
    response.end(JSON.stringify(body));
  };
}

/** Answers with OpenAI's error envelope. */
export function failure(status: number, message: string, headers = {}, code: string | null = null) {
  return json(
    status,
    { error: { message, type: "invalid_request_error", param: null, code } },
    headers,
  );
}

function session(number: number, isCancelled = false) {
  return {
    id: `cksess_${number}`,
    object: "chatkit.session",
    client_secret: `ek_${number}`,
    expires_at: Math.floor(Date.now() / 1000) + 600,
    user: "user",
    status: isCancelled ? "cancelled" : "active",
  };
}
