import { toCliError } from "../errors.ts";
import { findWorkflow } from "../project/workflow.ts";
import { addressesElsewhere } from "./addresses.ts";
import type { DevOptions } from "./dev.ts";
import type { EventLog } from "./event-log.ts";
import type { DevSettings } from "./settings.ts";

/** Flags that say something about sessions have no say where the app opens its own. */
export function warnOfUseless(options: DevOptions, log: EventLog): void {
  const isSelfHosted = options.chatkitJson?.backend === "self-hosted";
  const useless = [
    // It still says for whom the key s signs an identity.
    ...(options.user === undefined || isSelfHosted ? [] : ["--user"]),
    ...(options.trustPage ? ["--trust-page"] : []),
    ...(options.sessionPath === undefined ? [] : ["--session-path"]),
    ...(options.workflow !== undefined && (options.target || isSelfHosted) ? ["--workflow"] : []),
  ];
  if (useless.length === 0) return;
  log.tell({
    type: "warning",
    message: `${useless.join(", ")} ${useless.length === 1 ? "has" : "have"} no effect here: this app has its own server, which decides for whom and for what it opens a chat.`,
    hint: null,
  });
}

/** Says where other machines reach the gateway, since that is what `--host` is for. */
export function warnOfReach(host: string | undefined, port: number, log: EventLog): void {
  const addresses = host === undefined ? [] : addressesElsewhere(host, port);
  if (addresses.length === 0) return;
  log.tell({
    type: "warning",
    message: `Other machines reach this at ${addresses.join(", ")}, and may use the app with your key.`,
    hint: null,
  });
}

/** Says at the start what a page would hear only when it asks for a session. */
export function warnOfWorkflow(settings: DevSettings, isNeeded: boolean, log: EventLog): void {
  try {
    if (isNeeded || settings.workflowId) findWorkflow(undefined, settings.environment);
  } catch (error) {
    const { message, hint } = toCliError(error);
    log.tell({ type: "warning", message, hint: hint ?? null });
  }
}
