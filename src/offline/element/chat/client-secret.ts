import { ChatError, toError } from "./errors.ts";

/** Client secrets of a hosted chat, as the page hands them out. */
export interface ClientSecrets {
  /** The secret that is good now; asks the page for it where there is none. */
  current(): Promise<string>;
  /** Asks for another secret in place of this one, unless that has been replaced meanwhile. */
  renew(spent: string): Promise<string>;
  /** Asks for another secret shortly before the present one ends. */
  expires(atSeconds: number): void;
  /** Ends the timer. */
  end(): void;
}

/** How long before its end a secret is replaced. */
const LEEWAY_MS = 30_000;
/** The longest delay that a timer of a browser knows. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

const TITLE = "The chat cannot start a session";

export interface ClientSecretsOptions {
  /** The page's own function. */
  readonly ask: (current: string | null) => Promise<string>;
  /** Told of each secret that the page gave. */
  readonly onSecret: (secret: string) => void;
  /** Told when a renewal that nobody waits for fails. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps the client secret of a hosted chat: `getClientSecret` is called with null as long as there
 * is none, and with the present one when it needs replacing (facts 1.6). Calls at the same time
 * share one answer.
 */
export function createClientSecrets({
  ask,
  onSecret,
  onFailure,
}: ClientSecretsOptions): ClientSecrets {
  let secret: string | null = null;
  let asking: Promise<string> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasEnded = false;

  const obtain = (): Promise<string> => {
    asking ??= askPage(ask, secret)
      .then((given) => {
        secret = given;
        onSecret(given);
        return given;
      })
      .finally(() => {
        asking = null;
      });
    return asking;
  };

  return {
    current: async () => secret ?? (await obtain()),
    renew: async (spent) => (secret !== null && secret !== spent ? secret : await obtain()),
    expires(atSeconds) {
      clearTimeout(timer);
      if (hasEnded) return;
      const left = atSeconds * 1000 - Date.now();
      // A short-lived secret of a test is not replaced all the time.
      const delay = Math.max(left - LEEWAY_MS, left / 2, 0);
      timer = setTimeout(() => obtain().catch(onFailure), Math.min(delay, LONGEST_DELAY_MS));
    },
    end() {
      hasEnded = true;
      clearTimeout(timer);
    },
  };
}

async function askPage(
  ask: (current: string | null) => Promise<string>,
  current: string | null,
): Promise<string> {
  let given: unknown;
  try {
    given = await ask(current);
  } catch (cause) {
    const message = `api.getClientSecret failed: ${toError(cause).message}`;
    throw new ChatError(TITLE, message, { cause });
  }
  if (typeof given === "string" && given !== "") return given;
  throw new ChatError(TITLE, wrongAnswer(given));
}

function wrongAnswer(given: unknown): string {
  const wanted = "api.getClientSecret has to resolve to the client secret, a string";
  if (given === "") return `${wanted}; it resolved to an empty one.`;
  if (typeof given !== "object" || given === null) {
    return `${wanted}; it resolved to ${given === null ? "null" : typeof given}.`;
  }
  const slip = ["client_secret", "clientSecret"].find((key) => key in given);
  return slip
    ? `${wanted}; it resolved to the session object. Return its ${slip} instead.`
    : `${wanted}; it resolved to an object.`;
}
