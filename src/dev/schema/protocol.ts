import { z } from "zod";
import { ICONS } from "../../../templates/+self-hosted+node/server/chatkit/icons.ts";
import schema from "./protocol.schema.json" with { type: "json" };

/**
 * What a ChatKit server may tell its client, made from the protocol's types (`npm run generate`).
 * Null is no value on the wire, and unknown keys are allowed: a server may tell more.
 */

const { $schema, anyOf, definitions } = schema;

/** The generator makes plain text of an icon's name. */
const iconName = {
  anyOf: [
    { type: "string", enum: ICONS },
    { type: "string", pattern: "^(lucide|vendor):." },
  ],
};

function checkOf(root: object): z.ZodType {
  const whole = { $schema, ...root, definitions: { ...definitions, IconName: iconName } };
  // The type of a JSON module has plain text where a JSON Schema has a few words.
  return z.fromJSONSchema(whole as unknown as Parameters<typeof z.fromJSONSchema>[0]);
}

function definition(name: keyof typeof definitions): z.ZodType {
  return checkOf({ $ref: `#/definitions/${name}` });
}

const page = (entry: z.ZodType) =>
  z.object({ data: z.array(entry), has_more: z.boolean(), after: z.string().optional() });

const thread = definition("Thread");
const item = definition("ThreadItem");

/** One event of a stream. */
export const streamEvent = checkOf({ anyOf });

/** The answers that are no stream, by the operation that is answered. */
export const answers: Readonly<Record<string, z.ZodType>> = {
  "threads.get_by_id": thread,
  "threads.list": page(thread),
  "threads.update": thread,
  "threads.delete": z.object({}),
  "threads.sync_custom_action": z.object({ updated_item: item.optional() }),
  "items.list": page(item),
  "items.feedback": z.object({}),
  "attachments.create": definition("Attachment"),
  "attachments.delete": z.object({}),
  "input.transcribe": z.object({ text: z.string() }),
  // Ours and the hosted template's, as `src/chat/session.ts` of an app reads them.
  "session.create": z.object({ client_secret: z.string() }),
  "session.refresh": z.object({ client_secret: z.string() }),
};
