/**
 * More than any answer of the sessions API: it repeats the state variables, which come from a
 * command line or a request of a page.
 */
const MOST_BYTES = 16 * 2 ** 20;

/** An answer that does not end where an answer of OpenAI's would. */
export class AnswerTooLong extends Error {
  override readonly name = "AnswerTooLong";
}

/**
 * A `fetch` whose answers are read no further than any answer of OpenAI's goes, so that what stands
 * in its place cannot fill the memory.
 *
 * @param inner what is asked
 * @returns the same answers; reading more of one throws {@link AnswerTooLong}
 */
export function boundedFetch(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (response.body === null) return response;
    let bytes = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        bytes += chunk.byteLength;
        if (bytes <= MOST_BYTES) controller.enqueue(chunk);
        else controller.error(new AnswerTooLong());
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
  };
}
