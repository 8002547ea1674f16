import { getHeapStatistics } from "node:v8";
import { CustomStreamError } from "./chatkit/errors.ts";
import { BYTES_READ } from "./conversion.ts";
import { createSemaphore } from "./semaphore.ts";

/**
 * What all answers together may hold of attachments, as a part of the memory: a few people could
 * take all of it. A byte costs about twelve on its way to the model, and half may go there.
 */
const HEAP_SHARE = 24;
/** Bytes that are worth no waiting. */
const LITTLE = 1024 * 1024;
const PATIENCE_MS = 10_000;

/** The memory for attachments on their way to the model. */
export interface AttachmentMemory {
  /**
   * Takes memory for an answer, as soon as there is enough.
   *
   * @param bytes what the answer holds of attachments
   * @returns what gives it back
   * @throws CustomStreamError, if there is none within seconds
   */
  take(bytes: number, userId: string, signal: AbortSignal): Promise<() => void>;
}

/** One user has no more of it than one answer needs. */
export function createAttachmentMemory(): AttachmentMemory {
  const share = getHeapStatistics().heap_size_limit / HEAP_SHARE;
  const semaphore = createSemaphore(Math.max(BYTES_READ, share), BYTES_READ);
  return {
    async take(bytes, userId, signal) {
      if (bytes <= LITTLE) {
        return () => undefined;
      }
      const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      try {
        return await semaphore.acquire({ size: bytes, owner: userId, signal: patience });
      } catch (error) {
        signal.throwIfAborted();
        const message = "Too many files are being read at the moment. Try again in a while.";
        throw new CustomStreamError(message, { allowRetry: true, cause: error });
      }
    },
  };
}
