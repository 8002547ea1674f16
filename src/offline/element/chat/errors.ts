import type { Problem } from "./state.ts";

/** What went wrong between the element and its backend, in words for a person. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly title: string;
  readonly allowRetry: boolean;
  /** The answer's HTTP status, where there was an answer. */
  readonly status: number | null;
  /** The stable word of an error envelope, if there was one. */
  readonly code: string | null;

  constructor(
    title: string,
    message: string,
    more: { allowRetry?: boolean; status?: number; code?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.title = title;
    this.allowRetry = more.allowRetry ?? true;
    this.status = more.status ?? null;
    this.code = more.code ?? null;
  }
}

/** Anything that was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What is shown of something that was thrown. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ChatError) {
    const { title, message, allowRetry } = thrown;
    return { title, message, allowRetry };
  }
  return { title: "Something went wrong", message: toError(thrown).message, allowRetry: true };
}

/** Whether something was thrown because it was told to end. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "AbortError";
}

/** What an answer that refuses a request says, from either error envelope (facts 1.5; our server). */
export async function refusalOf(response: Response): Promise<ChatError> {
  const { status } = response;
  const text = await response.text().catch(() => "");
  const told = envelopeOf(text);
  const said = [told?.message, told?.hint].filter(Boolean).join(" ");
  return new ChatError(
    "The server refused the request",
    said ? `${said} (HTTP ${status})` : `The server answered with HTTP ${status}.`,
    {
      status,
      code: told?.code ?? null,
      allowRetry: status === 429 || status >= 500 || status === 401,
    },
  );
}

interface Envelope {
  readonly message?: string;
  readonly hint?: string;
  readonly code?: string | null;
}

function envelopeOf(text: string): Envelope | null {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null) return null;
    const { error, detail } = body as { error?: unknown; detail?: unknown };
    if (typeof error === "object" && error !== null) return error as Envelope;
    // FastAPI's own refusals.
    if (typeof detail === "string") return { message: detail };
    return typeof error === "string" ? { message: error } : null;
  } catch {
    // A page of a proxy, say: its markup is no message.
    return null;
  }
}
