import { OFFLINE_PATH } from "../../offline/offline.ts";
import type { EventLog } from "../event-log.ts";
import type { StandIn } from "../gateway/stand-in.ts";
import type { Detour, DevSettings } from "../settings.ts";
import type { OfflineMode } from "./mode.ts";

/** Where the recorder is, between the app and OpenAI. */
const RECORD_PATH = "/__chatkit/record/";

/** What takes OpenAI's place for the app, or stands between the two. */
export interface Helper extends StandIn {
  /** Questions so far that it had no answer to. */
  unmatched(): readonly string[];
  close(): Promise<Ended>;
}

/** What a run leaves behind. */
export interface Ended {
  /** The file of what was recorded; null for nothing; left out where nothing was to be. */
  readonly recorded?: string | null;
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
 * @param settings as they are when something is asked
 * @returns null where the app asks OpenAI itself
 */
export async function loadHelper(
  options: HelperOptions,
  log: EventLog,
  settings: () => DevSettings,
): Promise<Helper | null> {
  const onWarning = (message: string, hint: string | null) =>
    log.tell({ type: "warning", message, hint });
  if (options.offline) return loadStandIn(options.cwd, options.offline, onWarning);
  return options.record ? loadRecorder(options.cwd, onWarning, settings) : null;
}

type OnWarning = (message: string, hint: string | null) => void;

async function loadStandIn(cwd: string, mode: OfflineMode, onWarning: OnWarning): Promise<Helper> {
  const { createOffline } = await import("../../offline/create-offline.ts");
  const offline = createOffline({ ...mode, cwd, onWarning });
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
    close: async () => {
      await offline.close();
      return {};
    },
  };
}

async function loadRecorder(
  cwd: string,
  onWarning: OnWarning,
  settings: () => DevSettings,
): Promise<Helper> {
  const { createRecorder } = await import("../../offline/record/recorder.ts");
  const recorder = createRecorder({
    cwd,
    baseURL: settings().baseURL,
    secrets: () => settings().secrets,
    onWarning,
  });
  return {
    path: RECORD_PATH,
    handle: recorder.handle,
    unmatched: () => [],
    close: async () => ({ recorded: await recorder.save() }),
  };
}
