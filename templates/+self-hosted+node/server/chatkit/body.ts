import { RequestError } from "./errors.ts";

/** In bytes. */
export const MEBIBYTE = 1024 * 1024;

/**
 * Reads the body of a request.
 *
 * @param limit in bytes
 * @throws RequestError 413, if there is more; 400, if the client breaks off
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get("Content-Length");
  if (declared !== null && !(Number(declared) <= limit)) {
    throw tooLarge(limit);
  }
  try {
    // HTTP holds the sender to the length that it declared, so only others are counted on the way.
    return declared === null
      ? await readBounded(request, limit)
      : new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    if (error instanceof RequestError) {
      throw error;
    }
    throw new RequestError(400, "bad_request", "The request broke off.");
  }
}

async function readBounded(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > limit) {
      throw tooLarge(limit);
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, size));
}

/** The refusal of a body of more bytes. */
export function tooLarge(limit: number): RequestError {
  const message = `A request may hold ${limit.toLocaleString("en")} bytes at most.`;
  return new RequestError(413, "too_large", message);
}
