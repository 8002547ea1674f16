import { CliError, type ExitCode } from "../errors.ts";

/** Every way in which a call of OpenAI's API can fail; the stable words of `--json`. */
export type OpenAIFailureCode =
  | "openai_key_missing"
  | "openai_key_refused"
  | "openai_forbidden"
  | "workflow_not_found"
  | "session_not_found"
  | "openai_not_found"
  | "openai_unknown_parameter"
  | "openai_bad_request"
  | "openai_rate_limited"
  | "openai_quota_used_up"
  | "openai_failed"
  | "openai_not_json"
  | "openai_no_session"
  | "openai_redirected"
  | "openai_refused"
  | "openai_timeout"
  | "openai_dns_failed"
  | "openai_tls_failed"
  | "openai_connection_refused"
  | "openai_connection_reset"
  | "openai_proxy_failed"
  | "openai_unreachable";

/** A call of OpenAI's API failed, for a reason that can be told. */
export class OpenAIFailure extends CliError {
  override readonly code: OpenAIFailureCode;
  /** The HTTP status; null when no answer came. */
  readonly status: number | null;
  /** OpenAI's `x-request-id`, which their support asks for. */
  readonly requestId: string | null;
  /** Seconds until another try makes sense, where the answer says so. */
  readonly retryAfterSeconds: number | null;
  /** The parameter that a 400 names, such as `workflow.version`. */
  readonly parameter: string | null;
  /** Whether the same call may work in a moment: an outage, a limit, a broken connection. */
  readonly isTemporary: boolean;

  constructor(
    message: string,
    details: {
      code: OpenAIFailureCode;
      exitCode: ExitCode;
      hint: string;
      isTemporary?: boolean;
      status?: number | null;
      requestId?: string | null;
      retryAfterSeconds?: number | null;
      parameter?: string | null;
      cause?: unknown;
    },
  ) {
    super(message, details);
    this.code = details.code;
    this.status = details.status ?? null;
    this.requestId = details.requestId ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.parameter = details.parameter ?? null;
    this.isTemporary = details.isTemporary ?? false;
  }
}
