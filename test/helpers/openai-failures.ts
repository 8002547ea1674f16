import { type Handler, sendJson, sendOpenAiError } from "./http.ts";

/** A way in which OpenAI's API fails, and how that is told. */
export interface OpenAiFailure {
  readonly what: string;
  readonly answer: Handler;
  readonly exit: number;
  readonly code: string;
  /** Parts of the message and the hint. */
  readonly says: readonly string[];
  /** One of the ways that every command is tested with as a whole. */
  readonly isTypical?: true;
}

const ID = { "x-request-id": "req_Abc123" };
const PAGE = "<html><body><h1>Sign in to the network</h1></body></html>";

/** An answer in OpenAI's envelope (facts 1.5). */
function refusal(
  status: number,
  message: string,
  more: { code?: string; param?: string; headers?: Record<string, string> } = {},
): Handler {
  const { headers, ...error } = more;
  return (_, response) =>
    sendOpenAiError(response, status, { message, ...error }, { ...ID, ...headers });
}

function page(status: number): Handler {
  return (_, response) => {
    response.writeHead(status, { "content-type": "text/html", ...ID });
    response.end(PAGE);
  };
}

/** Every way in which an answer can be wrong, or not come. */
export const OPENAI_FAILURES: readonly OpenAiFailure[] = [
  {
    what: "401: the key is refused",
    isTypical: true,
    answer: refusal(401, "Incorrect API key provided: sk-proj-*****3f9a.", {
      code: "invalid_api_key",
    }),
    exit: 3,
    code: "openai_key_refused",
    says: ["refused the API key sk-…3f9a", "req_Abc123", "platform.openai.com/api-keys"],
  },
  {
    what: "403: the key may not",
    isTypical: true,
    answer: refusal(403, "Missing scopes: api.chatkit.write"),
    exit: 3,
    code: "openai_forbidden",
    says: ["does not let the API key sk-…3f9a open a session", "Missing scopes", "req_Abc123"],
  },
  {
    what: "403: the wrong country",
    answer: refusal(403, "Country not supported", { code: "unsupported_country_region_territory" }),
    exit: 3,
    code: "openai_forbidden",
    says: ["not offered where this request came from", "VPN"],
  },
  {
    what: "404: no such workflow",
    isTypical: true,
    answer: refusal(404, "Workflow with id 'wf_session' not found."),
    exit: 5,
    code: "workflow_not_found",
    says: ["does not find the workflow wf_session", "sk-…3f9a", "req_Abc123", "2026-11-30"],
  },
  {
    what: "404: no such API",
    answer: refusal(404, "Invalid URL (POST /v1/chatkit/sessions)"),
    exit: 5,
    code: "openai_not_found",
    says: ["no ChatKit API at http://127.0.0.1", "OPENAI_BASE_URL", "/v1"],
  },
  {
    what: "400: an unknown parameter",
    isTypical: true,
    answer: refusal(400, "Unknown parameter: 'metadata'."),
    exit: 5,
    code: "openai_unknown_parameter",
    says: ["parameter metadata", "newer create-chatkit-app"],
  },
  {
    what: "400: another refusal",
    answer: refusal(400, "Invalid value for \u001b[31muser\n: too odd", { param: "user" }),
    exit: 5,
    code: "openai_bad_request",
    says: ["refused to open a session: Invalid value for [31muser : too odd"],
  },
  {
    what: "429 with Retry-After in seconds",
    isTypical: true,
    answer: refusal(429, "Rate limit reached", { headers: { "retry-after": "7" } }),
    exit: 5,
    code: "openai_rate_limited",
    says: ["too many requests", "Try again in 7 s", "req_Abc123"],
  },
  {
    what: "429 without Retry-After",
    answer: refusal(429, "Rate limit reached"),
    exit: 5,
    code: "openai_rate_limited",
    says: ["too many requests", "Try again in a minute"],
  },
  {
    what: "429: no credit",
    answer: refusal(429, "You exceeded your quota", { code: "insufficient_quota" }),
    exit: 5,
    code: "openai_quota_used_up",
    says: ["no credit left", "billing"],
  },
  {
    what: "500",
    isTypical: true,
    answer: refusal(500, "The server had an error"),
    exit: 5,
    code: "openai_failed",
    says: ["failed to answer: The server had an error", "HTTP 500", "status.openai.com"],
  },
  {
    what: "503 with Retry-After",
    answer: refusal(503, "The engine is overloaded.", { headers: { "retry-after": "3" } }),
    exit: 5,
    code: "openai_failed",
    says: ["HTTP 503", "req_Abc123", "Try again in 3 s"],
  },
  {
    what: "409, which nobody expects",
    answer: refusal(409, "Conflict"),
    exit: 5,
    code: "openai_refused",
    says: ["refused to open a session: Conflict", "HTTP 409"],
  },
  ...[200, 403, 502].map(
    (status): OpenAiFailure => ({
      what: `HTML instead of JSON with HTTP ${status}`,
      answer: page(status),
      exit: 5,
      code: "openai_not_json",
      says: [
        ...["is no JSON", `HTTP ${status}, request id req_Abc123`, "web page"],
        status === 502 ? "So looks an outage" : "sign-in page of the network",
      ],
    }),
  ),
  {
    what: "HTML that calls itself JSON",
    isTypical: true,
    answer: (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(PAGE);
    },
    exit: 5,
    code: "openai_not_json",
    says: ["is no JSON"],
  },
  {
    what: "nothing with HTTP 200",
    answer: (_, response) => void response.end(),
    exit: 5,
    code: "openai_not_json",
    says: ["is no JSON"],
  },
  {
    what: "JSON that is no session",
    answer: (_, response) => sendJson(response, 200, { id: "cksess_1" }, ID),
    exit: 5,
    code: "openai_no_session",
    says: ["is no ChatKit session", "req_Abc123", "OPENAI_BASE_URL"],
  },
  {
    what: "a connection that is reset",
    isTypical: true,
    answer: (_, response) => void response.socket?.resetAndDestroy(),
    exit: 4,
    code: "openai_connection_reset",
    says: ["broke before an answer came", "ECONNRESET", "Nothing was repeated"],
  },
  {
    what: "a connection that is closed",
    answer: (_, response) => void response.socket?.destroy(),
    exit: 4,
    code: "openai_connection_reset",
    says: ["broke before an answer came", "Nothing was repeated"],
  },
  {
    what: "a connection that is reset in the middle of an answer",
    answer: (_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
      response.write('{"id":"cksess_', () => response.socket?.resetAndDestroy());
    },
    exit: 4,
    code: "openai_connection_reset",
    says: ["broke before an answer came"],
  },
  {
    what: "no answer in time",
    isTypical: true,
    answer: () => undefined,
    exit: 4,
    code: "openai_timeout",
    says: ["No answer came", "within 15 s", "Nothing was repeated"],
  },
  {
    what: "an answer that does not end in time",
    answer: (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"id":');
    },
    exit: 4,
    code: "openai_timeout",
    says: ["No answer came", "within 15 s"],
  },
];
