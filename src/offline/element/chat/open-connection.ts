import type { ChatKitOptions } from "@openai/chatkit";
import { activeLocale } from "../locale.ts";
import { createBackend } from "./backend.ts";
import type { Connection } from "./connection.ts";
import { createCustomTransport } from "./custom-transport.ts";
import { createHostedTransport, type HostedTransport } from "./hosted-transport.ts";

/** The way to the backend of a chat, until it is ended. */
export interface OpenConnection extends Connection {
  /** Set for a workflow that OpenAI hosts, whose session has to begin. */
  readonly hosted: HostedTransport | null;
  end(): void;
}

export interface OpenConnectionOptions {
  /** The page's newest options, whose functions may change while the backend stays the same. */
  readonly options: () => ChatKitOptions;
  /** The folder that the element's script came from. */
  readonly base: string;
  /** Told of what nobody waits for. */
  readonly onFailure: (error: unknown) => void;
}

/** Makes the way to the backend that `api` names. */
export function openConnection({
  options,
  base,
  onFailure,
}: OpenConnectionOptions): OpenConnection {
  const controller = new AbortController();
  const locale = () => activeLocale(options().locale, navigator.language);
  const { api } = options();
  const hosted =
    "getClientSecret" in api
      ? createHostedTransport({
          getClientSecret(current) {
            const { api: newest } = options();
            return ("getClientSecret" in newest ? newest : api).getClientSecret(current);
          },
          base,
          locale,
          signal: controller.signal,
          hasClientTools: () => options().onClientTool !== undefined,
          onFailure,
        })
      : null;
  const customApi = () => {
    const { api: newest } = options();
    if ("url" in newest) return newest;
    throw new Error("The chat has no server of its own any more.");
  };
  const transport = hosted ?? createCustomTransport(customApi, locale);
  return {
    transport,
    backend: createBackend(transport),
    signal: controller.signal,
    hosted,
    end() {
      controller.abort();
      hosted?.end();
    },
  };
}
