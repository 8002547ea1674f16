import type { ChatKitOptions } from "@openai/chatkit";
import type { Abilities } from "./state.ts";

/** What a session of a hosted workflow allows, as the stand-in for OpenAI tells it. */
export interface SessionLimits {
  readonly file_upload: {
    readonly enabled: boolean;
    /** In megabytes; null for the largest there is. */
    readonly max_file_size: number | null;
    readonly max_files: number | null;
  };
  readonly history: { readonly enabled: boolean; readonly recent_threads: number | null };
}

/** Whether these options are for a workflow that OpenAI hosts. */
export function isHosted(options: ChatKitOptions): boolean {
  return "getClientSecret" in options.api;
}

/**
 * What the page has switched on and its backend can do. Mentions, composer tools, models, Stop,
 * server actions, forms and dictation need a server of the app's own (facts 2.4, design 2).
 *
 * @param session of a hosted chat; null as long as it is not known, and in an app with its own server
 */
export function abilitiesOf(options: ChatKitOptions, session: SessionLimits | null): Abilities {
  const { composer, entities, commands, threadItemActions, history } = options;
  const isOwnServer = !isHosted(options);
  return {
    attachments:
      composer?.attachments?.enabled === true &&
      (isOwnServer || session?.file_upload.enabled === true),
    mentions: isOwnServer && entities?.onTagSearch !== undefined,
    composerTools: isOwnServer && (composer?.tools?.length ?? 0) > 0,
    models: isOwnServer && (composer?.models?.length ?? 0) > 0,
    // The menu is the page's own: what it runs needs nothing of the backend.
    commands: commands?.enabled === true,
    dictation: isOwnServer && composer?.dictation?.enabled === true,
    stop: isOwnServer,
    serverActions: isOwnServer,
    structuredInput: isOwnServer,
    feedback: threadItemActions?.feedback === true,
    retry: threadItemActions?.retry === true,
    history: history?.enabled !== false && (isOwnServer || session?.history.enabled !== false),
  };
}
