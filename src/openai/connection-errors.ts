import { APIConnectionTimeoutError, APIUserAbortError } from "openai";
import { EXIT } from "../errors.ts";
import type { Call } from "./errors.ts";
import { OpenAIFailure, type OpenAIFailureCode } from "./failure.ts";
import { PROXY_HUNG_UP } from "./proxy.ts";

interface Told {
  readonly code: OpenAIFailureCode;
  readonly says: string;
  readonly hint: string;
}

/**
 * Says why no answer came from OpenAI's API (exit 4).
 *
 * @param error what the SDK threw; the reason is wrapped in causes
 * @param call how it was made
 */
export function explainConnection(error: unknown, call: Call): OpenAIFailure {
  const { code, says, hint } = told(error, call);
  return new OpenAIFailure(says, {
    code,
    hint,
    exitCode: EXIT.unreachable,
    // A certificate that is not trusted stays so.
    isTemporary: code !== "openai_tls_failed",
    cause: error,
  });
}

function told(error: unknown, call: Call): Told {
  const errors = chain(error);
  const { host, hostname } = new URL(call.baseURL);
  const codes = errors.map(codeOf).filter((code) => code !== undefined);
  const code = codes.find((name) => name !== "UND_ERR_ABORTED") ?? "";
  const via = call.proxy ? ` through the proxy ${call.proxy.shown}` : "";
  const viaProxy = call.proxy ? "" : " Behind a proxy, set HTTPS_PROXY.";
  // `fetch` gives no reason for a 407 without a proxy, and words for others, such as a bad port.
  const reason = errors.findLast(({ message }) => message !== "")?.message ?? "no reason given";
  const answered = errors.map(({ message }) => /Proxy response \((\d+)\)/.exec(message)?.[1]);
  const status = answered.find((text) => text !== undefined) ?? "";
  if (call.proxy && status) return proxyAnswered(status, call.proxy, host);
  if (call.proxy && code === PROXY_HUNG_UP) {
    return {
      code: "openai_proxy_failed",
      says: `The proxy ${call.proxy.shown} hung up instead of opening a way to ${host}.`,
      hint: `Check ${call.proxy.variable}, which names it; unset it to go without.`,
    };
  }
  if (isTlsCode(code)) return tls(code, host, via);
  if (isTimeout(errors, code)) {
    return {
      code: "openai_timeout",
      says: `No answer came from ${host}${via} within ${call.timeoutMs / 1000} s.`,
      hint: "Try again in a moment. Nothing was repeated; if OpenAI did open a session, it ends by itself.",
    };
  }
  if (call.proxy && isUnreachableCode(code)) {
    return {
      code: "openai_proxy_failed",
      says: `The proxy ${call.proxy.shown}, which the shell names, cannot be reached (${code}).`,
      hint: `Check ${call.proxy.variable}; unset it, or add ${hostname} to NO_PROXY, to go without.`,
    };
  }
  if (/^EAI_|^ENOTFOUND$/.test(code)) {
    return {
      code: "openai_dns_failed",
      says: `The name ${hostname} cannot be found (${code}).`,
      hint: `Check the network and its DNS, and OPENAI_BASE_URL if it is set.${viaProxy}`,
    };
  }
  if (code === "ECONNREFUSED") {
    return {
      code: "openai_connection_refused",
      says: `Nothing listens at ${host} (${code}).`,
      hint: `Check OPENAI_BASE_URL if it is set, and a firewall.${viaProxy}`,
    };
  }
  if (["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(code)) {
    return {
      code: "openai_connection_reset",
      says: `The connection to ${host}${via} broke before an answer came (${code}).`,
      hint: "Try again in a moment. Nothing was repeated; if OpenAI did open a session, it ends by itself.",
    };
  }
  if (errors.some(({ name }) => name === "HTTPParserError")) {
    return call.proxy
      ? {
          code: "openai_proxy_failed",
          says: `The proxy ${call.proxy.shown} is no HTTP proxy: what it answers is no HTTP.`,
          hint: `Check ${call.proxy.variable}, which names it; unset it to go without.`,
        }
      : {
          code: "openai_unreachable",
          says: `What answers at ${host} is no web server (${code || "no HTTP"}).`,
          hint: "Check OPENAI_BASE_URL if it is set: its host, its port, and https where that is meant.",
        };
  }
  return {
    code: "openai_unreachable",
    says: `${host} cannot be reached${via} (${code || reason}).`,
    hint: `Check the network, a firewall, and OPENAI_BASE_URL if it is set.${viaProxy}`,
  };
}

function tls(code: string, host: string, via: string): Told {
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_(?!CERT))/.test(code)) {
    return {
      code: "openai_tls_failed",
      says: `No secure connection to ${host}${via} could be made (${code}).`,
      hint: "What answers there may not speak https: check OPENAI_BASE_URL if it is set, and a proxy in between.",
    };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return {
      code: "openai_tls_failed",
      says: `What answers at ${host}${via} has a certificate for another name (${code}).`,
      hint: "Check the host in OPENAI_BASE_URL if it is set; else the network sends you elsewhere.",
    };
  }
  const isTime = /^CERT_(NOT_YET_VALID|HAS_EXPIRED)$/.test(code);
  return {
    code: "openai_tls_failed",
    says: `The connection to ${host}${via} is not trusted: its certificate does not hold (${code}).`,
    hint: isTime
      ? "Check this machine's clock. Is it right, then the certificate is out of date."
      : "A network that reads along has a certificate of its own: name its file in NODE_EXTRA_CA_CERTS. Check OPENAI_BASE_URL if it is set.",
  };
}

function proxyAnswered(
  status: string,
  { shown, variable }: NonNullable<Call["proxy"]>,
  host: string,
): Told {
  const hint =
    status === "407"
      ? `Put user and password into its address: ${variable}=http://user:password@proxy.example:8080`
      : `Ask who runs it to let ${host} pass, or add it to NO_PROXY to go without.`;
  return {
    code: "openai_proxy_failed",
    says: `The proxy ${shown} opened no way to ${host} (it answered HTTP ${status}).`,
    hint,
  };
}

/** An error and its causes, the outermost first; of many that failed at once, the first. */
function chain(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...chain(inner)];
}

function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function isTimeout(errors: readonly Error[], code: string): boolean {
  return (
    /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/.test(code) ||
    errors.some(
      (error) =>
        error instanceof APIConnectionTimeoutError ||
        error instanceof APIUserAbortError ||
        ["AbortError", "TimeoutError"].includes(error.name),
    )
  );
}

function isUnreachableCode(code: string): boolean {
  return /^(EAI_\w+|ENOTFOUND|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN)$/.test(code);
}

/** OpenSSL's words for certificates, and Node's own. */
function isTlsCode(code: string): boolean {
  return /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_|ERR_SSL_|CRL_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO|PATH_LENGTH)|_SIGNATURE_FAILURE$/.test(
    code,
  );
}
