import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** A server of a test on a free loopback port. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly origin: string;
  /** Ends the server and every open connection. */
  close(): Promise<void>;
}

/**
 * Serves `handle` on 127.0.0.1. A handler that throws answers 500 with the error's text, so that a
 * fault of a test server is seen where it happens.
 */
export async function listen(handle: Handler): Promise<LocalServer> {
  const server = createServer((request, response) => {
    Promise.resolve()
      .then(() => handle(request, response))
      .catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
        response.end(String(error));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The whole body of a request. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Answers JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** How a stand-in for OpenAI can be told to fail. */
export type Failure =
  | "unauthorized"
  | "forbidden"
  | "workflow_not_found"
  | "bad_request"
  | "rate_limited"
  | "server_error"
  | "unavailable"
  | "html"
  | "hang"
  | "reset";

/** Status and OpenAI's error envelope (`message`, `type`, `param`, `code`) of each refusal. */
const REFUSALS: Partial<Record<Failure, readonly [number, string, string, string | null]>> = {
  unauthorized: [401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key"],
  forbidden: [403, "You have insufficient permissions.", "invalid_request_error", null],
  workflow_not_found: [404, "Workflow with id 'wf_gone' not found.", "invalid_request_error", null],
  bad_request: [
    400,
    "Unknown parameter: 'metadata'.",
    "invalid_request_error",
    "unknown_parameter",
  ],
  rate_limited: [429, "Rate limit reached for requests.", "requests", "rate_limit_exceeded"],
  server_error: [500, "The server had an error.", "server_error", null],
  unavailable: [503, "The engine is overloaded.", "server_error", null],
};

/** Answers OpenAI's error envelope. */
export function sendOpenAiError(
  response: ServerResponse,
  status: number,
  error: { message: string; type?: string; param?: string | null; code?: string | null },
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = { type: "invalid_request_error", param: null, code: null, ...error };
  sendJson(response, status, { error: body }, headers);
}

/**
 * Fails a request the way it is told to. `hang` never answers; `reset` cuts the connection;
 * `rate_limited` says `Retry-After: 7`.
 */
export function fail(
  failure: Failure,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): void {
  if (failure === "hang") return;
  if (failure === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (failure === "html") {
    response.writeHead(502, { "content-type": "text/html", ...headers });
    response.end("<html><body><h1>502 Bad Gateway</h1></body></html>");
    return;
  }
  const refusal = REFUSALS[failure];
  if (!refusal) throw new Error(`No answer for ${failure}`);
  const [status, message, type, code] = refusal;
  const retry: Record<string, string> = failure === "rate_limited" ? { "retry-after": "7" } : {};
  sendOpenAiError(response, status, { message, type, code }, { ...headers, ...retry });
}
