import type { Exchange } from "../../../src/dev/events.ts";
import { until } from "../../helpers/processes.ts";
import type { TestGateway } from "../gateway/start.ts";

/** A request that is answered with a stream. */
export const MESSAGE = {
  type: "threads.add_user_message",
  params: {
    thread_id: "thr_1",
    input: {
      content: [{ type: "input_text", text: "Hi" }],
      attachments: [],
      inference_options: {},
    },
  },
};
/** A request that is answered at once. */
export const LIST = { type: "threads.list", params: {} };

/** Sends a body as ChatKit does. */
export const ask = (gateway: TestGateway, body: unknown, path = "/any/path?x=1") =>
  fetch(gateway.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** The one exchange of a gateway, once it has ended. */
export async function ended({ log }: TestGateway): Promise<Exchange> {
  await until("the exchange to end", () => log.exchanges[0]?.endedMs !== null && log.exchanges[0]);
  const [exchange] = log.exchanges;
  if (!exchange || log.exchanges.length !== 1) throw new Error(`${log.exchanges.length} exchanges`);
  return exchange;
}
