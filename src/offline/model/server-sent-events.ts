/**
 * Answers with server-sent events.
 *
 * @param events makes them, each a block of lines, until the reader leaves: then its signal is aborted
 */
export function eventStream(
  events: (signal: AbortSignal) => AsyncGenerator<string>,
  requestSignal: AbortSignal,
): Response {
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, requestSignal]);
  const encoder = new TextEncoder();
  const blocks = events(signal);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await blocks.next();
      if (done || signal.aborted) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => left.abort(),
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache, no-transform",
      "X-Accel-Buffering": "no",
    },
  });
}
