import type { AttachmentContext } from "../../../templates/+self-hosted+node/server/chatkit/attachments/addresses.ts";
import type { Owner } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type { ChatSession } from "../api/sessions.ts";

/** Who asks the stand-in for a hosted workflow, and what their session allows. */
export interface HostedContext extends AttachmentContext {
  readonly session: ChatSession;
  /** Whether the page has an `onClientTool`, as far as is known. */
  readonly hasClientTools: boolean;
}

/** Whether somebody came with a session, and not by a signed address. */
export function hasSession(owner: Owner): owner is HostedContext {
  return "session" in owner;
}
