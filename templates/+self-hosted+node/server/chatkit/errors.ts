/** What was asked for is not there, or belongs to another user: both look the same. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";

  constructor(id: string) {
    super(`There is no ${id}.`);
  }
}

/** Ends an answer with a message that the user reads. */
export class CustomStreamError extends Error {
  override readonly name = "CustomStreamError";
  readonly allowRetry: boolean;

  /**
   * @param message words for the person who chats
   * @param options.allowRetry whether the client offers to try again; false unless said
   */
  constructor(message: string, options: { allowRetry?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.allowRetry = options.allowRetry ?? false;
  }
}

/** Ends an answer with a message of the client's own, in the user's language. */
export class StreamError extends Error {
  override readonly name = "StreamError";
  readonly allowRetry: boolean;

  /** @param options.allowRetry whether the client offers to try again; true unless said */
  constructor(options: { allowRetry?: boolean; cause?: unknown } = {}) {
    super("stream.error", { cause: options.cause });
    this.allowRetry = options.allowRetry ?? true;
  }
}

/** A request that is answered with an HTTP status instead of a stream. */
export class RequestError extends Error {
  override readonly name = "RequestError";

  /**
   * @param status the HTTP status
   * @param code a stable word that code may compare
   * @param message what happened
   * @param hint where in the request, or what to do about it
   */
  constructor(
    readonly status: 400 | 404 | 409 | 413 | 415,
    readonly code: string,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** A request about something that is there and cannot be used so. */
export function unusable(message: string): RequestError {
  return new RequestError(400, "bad_request", message);
}

/** A request for something that this chat was not made to do. */
export function unsupported(type: string): RequestError {
  return new RequestError(400, "bad_request", "This chat does not do that.", type);
}
