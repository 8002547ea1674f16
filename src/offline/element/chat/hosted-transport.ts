import type { HostedApiConfig } from "@openai/chatkit";
import type { SessionLimits } from "./abilities.ts";
import { createBackend, type Transport } from "./backend.ts";
import { createClientSecrets } from "./client-secret.ts";
import { ChatError, refusalOf } from "./errors.ts";
import { uploadInTwoSteps } from "./upload.ts";

/** What the stand-in for OpenAI tells of a session. */
interface Session extends SessionLimits {
  /** Unix time in seconds. */
  readonly expires_at: number;
}

/** The way to the stand-in for a workflow that OpenAI hosts. */
export interface HostedTransport extends Transport {
  /** Begins: has the page make a client secret, and learns what its session allows. */
  begin(): Promise<SessionLimits>;
  end(): void;
}

export interface HostedTransportOptions {
  /** The page's newest function. */
  readonly getClientSecret: HostedApiConfig["getClientSecret"];
  /** The folder that the element's script came from: its backend is beside it. */
  readonly base: string;
  readonly locale: () => string;
  /** Aborted with the end, after which a secret that was being made is not used. */
  readonly signal: AbortSignal;
  /** Whether the page runs client tools. */
  readonly hasClientTools: () => boolean;
  /** Told what kept a renewal of the secret, which nobody waits for, from working. */
  readonly onFailure: (error: unknown) => void;
}

/** Makes the way to the stand-in for a hosted workflow, which goes by the page's client secrets. */
export function createHostedTransport({
  getClientSecret,
  base,
  locale,
  signal,
  hasClientTools,
  onFailure,
}: HostedTransportOptions): HostedTransport {
  let session: Promise<Session> | undefined;
  const secrets = createClientSecrets({
    ask: getClientSecret,
    onSecret(secret) {
      session = readSession(secret);
      // A session that cannot be read fails where it is waited for, or at the next request.
      session.then(({ expires_at }) => secrets.expires(expires_at)).catch(() => {});
    },
    onFailure,
  });

  const attempt = (path: string, init: RequestInit, secret: string) =>
    fetch(new URL(path, base), {
      ...init,
      headers: {
        "Content-Type": "application/json",
        "Accept-Language": locale(),
        Authorization: `Bearer ${secret}`,
      },
    });

  const readSession = async (secret: string): Promise<Session> => {
    const response = await attempt("session", { signal }, secret).catch((cause: unknown) => {
      const message = `The offline stand-in at ${base} cannot be reached.`;
      throw new ChatError("The chat cannot start a session", message, { cause });
    });
    if (!response.ok) throw await refusalOf(response);
    return (await response.json()) as Session;
  };

  /** Asks with the present secret, and once more with another one if that is good no longer. */
  const post: Transport["post"] = async (body, signal) => {
    const init = { method: "POST", body, signal };
    // So that the stand-in's scripts offer nobody what their page cannot do.
    const path = hasClientTools() ? "conversation" : "conversation?client_tools=none";
    const secret = await secrets.current();
    const response = await attempt(path, init, secret);
    if (response.status !== 401) return response;
    return attempt(path, init, await secrets.renew(secret));
  };
  const backend = createBackend({ post });
  return {
    post,
    upload: (file, onProgress, signal) => uploadInTwoSteps({ file, backend, onProgress, signal }),
    async begin() {
      const secret = await secrets.current();
      try {
        return await (session ?? readSession(secret));
      } catch (error) {
        if (!(error instanceof ChatError && error.status === 401)) throw error;
        return readSession(await secrets.renew(secret));
      }
    },
    end: secrets.end,
  };
}
