import { OFFLINE_PATH } from "../../offline/offline.ts";
import type { EventLog } from "../event-log.ts";
import type { StandIn } from "../gateway/stand-in.ts";
import type { Detour } from "../settings.ts";
import type { OfflineMode } from "./mode.ts";

/** Where the recorder is, between the app and OpenAI. */
const RECORD_PATH = "/__chatkit/record/";

/** What takes OpenAI's place for the app, or stands between the two. */
export interface Helper extends StandIn {
  /** Questions so far that it had no answer to. */
  unmatched(): readonly string[];
  close(): Promise<void>;
}

interface HelperOptions {
  readonly cwd: string;
  readonly offline: OfflineMode | null;
  readonly record: boolean;
}

/**
 * Where the app is to ask instead of at OpenAI's.
 *
 * @param port of the gateway
 * @returns null where it asks OpenAI itself
 */
export function detourOf({ offline, record }: HelperOptions, port: number): Detour | null {
  if (offline) return { to: "stand-in", port };
  return record ? { to: "recorder", baseURL: `http://127.0.0.1:${port}${RECORD_PATH}v1` } : null;
}

/**
 * Loads what a run of `--offline` or `--record` needs beside the gateway.
 *
 * @param options of the run
 * @param log is told what a person should know
 * @returns null where the app asks OpenAI itself
 */
export async function loadHelper(options: HelperOptions, log: EventLog): Promise<Helper | null> {
  const onWarning = (message: string, hint: string | null) =>
    log.tell({ type: "warning", message, hint });
  if (options.offline) return loadStandIn(options.cwd, options.offline, onWarning);
  return null;
}

type OnWarning = (message: string, hint: string | null) => void;

async function loadStandIn(cwd: string, mode: OfflineMode, onWarning: OnWarning): Promise<Helper> {
  const { createOffline } = await import("../../offline/create-offline.ts");
  const offline = await createOffline({ ...mode, cwd, onWarning });
  let told = 0;
  /** Says at once what fails the run in the end. */
  const tellUnmatched = () => {
    const unmatched = offline.unmatched();
    for (const words of unmatched.slice(told)) {
      onWarning(`No fixture matches: ${words}`, "With --strict that fails this run.");
    }
    told = unmatched.length;
  };
  return {
    path: OFFLINE_PATH,
    handle: (request, response) => {
      if (mode.strict) response.once("close", tellUnmatched);
      offline.handle(request, response);
    },
    unmatched: offline.unmatched,
    close: offline.close,
  };
}
