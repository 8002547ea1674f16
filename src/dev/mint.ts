import { CliError, EXIT } from "../errors.ts";
import { createOpenAIClient } from "../openai/client.ts";
import { mintSession } from "../openai/sessions.ts";
import type { ChatKitJson } from "../project/chatkit-json.ts";
import { KEY_PAGE, maskKey } from "../project/openai-key.ts";
import { findWorkflow } from "../project/workflow.ts";
import { IDENTITY_SECONDS, readSigner, signIdentity } from "../session/identity.ts";
import type { Pass } from "../session/pass.ts";
import type { EventLog } from "./event-log.ts";
import type { SeenSession } from "./events.ts";
import type { DevSettings } from "./settings.ts";

/**
 * Mints a session for the person at the terminal or in the inspector, and tells the log of it
 * without its secret.
 *
 * @returns the session with its secret, and as the log has it
 * @param options `settings`: key, API and workflow; `user`: whom it is for; `signal`: ends the wait
 * @throws {CliError} exit 3 `openai_key_missing`, and as `findWorkflow` and `mintSession`
 */
export async function mintForPerson(options: {
  settings: DevSettings;
  user: string;
  log: EventLog;
  signal: AbortSignal;
}): Promise<{ readonly pass: Pass & { kind: "session" }; readonly seen: SeenSession }> {
  const { settings, user, log, signal } = options;
  const { key, baseURL } = settings;
  if (!key) {
    throw new CliError("There is no OpenAI API key to mint a session with.", {
      code: "openai_key_missing",
      exitCode: EXIT.key,
      hint: `Put OPENAI_API_KEY=sk-… (from ${KEY_PAGE}) into .env; it is read at once.`,
    });
  }
  const { id: workflow } = findWorkflow(undefined, settings.environment);
  const client = await createOpenAIClient({ apiKey: key.value, baseURL });
  const minted = await mintSession(client, { workflow, user, signal });
  const { id, client_secret: secret } = minted.session;
  const mintedAt = Date.now();
  const seen = {
    id,
    user,
    workflow,
    mintedAt,
    expiresAt: mintedAt + minted.lifetimeSeconds * 1_000,
    secret: maskKey(secret),
    cancelled: false,
    by: "terminal",
  } as const;
  log.tell({ type: "session.minted", session: seen });
  return { pass: { kind: "session", ...minted }, seen };
}

/**
 * Signs an identity that a self-hosted app of ours accepts, which has no sessions at OpenAI.
 *
 * @param options `cwd`: the app; `runtime`: of its server; `settings`: with `CHATKIT_SECRET`;
 * `user`: whom it is for
 * @throws {CliError} as `readSigner`
 */
export async function signForPerson(options: {
  cwd: string;
  runtime: ChatKitJson["runtime"];
  settings: DevSettings;
  user: string;
}): Promise<Pass> {
  const { cwd, runtime, settings, user } = options;
  const signer = await readSigner(cwd, runtime, settings.environment);
  const identity = await signIdentity(signer, { user, seconds: IDENTITY_SECONDS });
  return { kind: "identity", identity, lifetimeSeconds: IDENTITY_SECONDS };
}
