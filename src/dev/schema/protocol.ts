import { z } from "zod";
import { ICONS, isIconName } from "../../../templates/+self-hosted+node/server/chatkit/icons.ts";
import { isNoneOf } from "./issues.ts";
import { createChecks } from "./json-schema.ts";
import schema from "./protocol.schema.json" with { type: "json" };

/**
 * What a ChatKit server may tell its client, made from the protocol's types (`npm run generate`).
 * Null is no value on the wire, and unknown keys are allowed: a server may tell more.
 */

/** The generator makes plain text of an icon's name. */
const iconName = z.string().refine(isIconName, {
  error: ({ input }) => isNoneOf(input, ICONS),
});

const { definitions, anyOf } = schema;
const check = createChecks({ ...definitions, Event: { anyOf } }, { IconName: iconName });

const page = (entry: z.ZodType) =>
  z.object({ data: z.array(entry), has_more: z.boolean(), after: z.string().optional() });

const thread = check("Thread");
const item = check("ThreadItem");

/** One event of a stream. */
export const streamEvent = check("Event");

/** The answers that are no stream, by the operation that is answered. */
export const answers: Readonly<Record<string, z.ZodType>> = {
  "threads.get_by_id": thread,
  "threads.list": page(thread),
  "threads.update": thread,
  "threads.delete": z.object({}),
  "threads.sync_custom_action": z.object({ updated_item: item.optional() }),
  "items.list": page(item),
  "items.feedback": z.object({}),
  "attachments.create": check("Attachment"),
  "attachments.delete": z.object({}),
  "input.transcribe": z.object({ text: z.string() }),
  // Ours and the hosted template's, as `src/chat/session.ts` of an app reads them.
  "session.create": z.object({ client_secret: z.string() }),
  "session.refresh": z.object({ client_secret: z.string() }),
};
