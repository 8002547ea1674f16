import { CliError, EXIT, usageError } from "../errors.ts";
import { createOpenAIClient } from "../openai/client.ts";
import { mintSession } from "../openai/sessions.ts";
import { KEY_PAGE, maskKey } from "../project/openai-key.ts";
import type { EventLog } from "./event-log.ts";
import type { MintedSession } from "./inspector/inspector.ts";
import type { DevSettings } from "./settings.ts";

/**
 * Mints a session for the person at the terminal or in the inspector, and tells the log of it
 * without its secret.
 *
 * @param options `settings`: key, API and workflow; `user`: whom it is for; `signal`: ends the wait
 * @throws {CliError} exit 3 `openai_key_missing`, exit 2 `workflow_missing`, and as `mintSession`
 */
export async function mintForPerson(options: {
  settings: DevSettings;
  user: string;
  log: EventLog;
  signal: AbortSignal;
}): Promise<MintedSession> {
  const { settings, user, log, signal } = options;
  const { key, workflowId: workflow, baseURL } = settings;
  if (!key) {
    throw new CliError("There is no OpenAI API key to mint a session with.", {
      code: "openai_key_missing",
      exitCode: EXIT.key,
      hint: `Put OPENAI_API_KEY=sk-… (from ${KEY_PAGE}) into .env; it is read at once.`,
    });
  }
  if (!workflow) {
    throw usageError(
      "workflow_missing",
      "There is no workflow to mint a session for.",
      "Put CHATKIT_WORKFLOW_ID=wf_… into .env; it is read at once. Or start with --workflow wf_….",
    );
  }
  const client = await createOpenAIClient({ apiKey: key.value, baseURL });
  const minted = await mintSession(client, { workflow, user, signal });
  const { id, client_secret: clientSecret } = minted.session;
  const mintedAt = Date.now();
  const session = {
    id,
    user,
    workflow,
    mintedAt,
    expiresAt: mintedAt + minted.lifetimeSeconds * 1_000,
    secret: maskKey(clientSecret),
    cancelled: false,
    by: "terminal",
  } as const;
  log.tell({ type: "session.minted", session });
  return { session, clientSecret };
}
