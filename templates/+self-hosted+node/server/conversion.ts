import { type InputContent, ThreadItemConverter } from "./chatkit/agents/input.ts";
import type { Attachments } from "./chatkit/attachments/attachments.ts";
import type { Attachment, ThreadItem } from "./chatkit/types.ts";
import type { RequestContext } from "./context.ts";

/** Bytes of attachments that the model reads at a time; OpenAI takes 50 MB in all, as Base64. */
export const BYTES_READ = 20 * 1024 * 1024;

/** The attachments that the model reads of a thread. */
export interface ReadAttachments {
  readonly ids: ReadonlySet<string>;
  readonly bytes: number;
}

/** Chooses the newest attachments that the model can read at a time. */
export function chooseAttachments(history: readonly ThreadItem[]): ReadAttachments {
  const attachments = history
    .toReversed()
    .flatMap((item) => (item.type === "user_message" ? item.attachments : []));
  const ids = new Set<string>();
  let bytes = 0;
  for (const { id, metadata } of attachments) {
    const size = ids.has(id) ? 0 : Number(metadata?.size ?? 0);
    if (bytes + size <= BYTES_READ) {
      ids.add(id);
      bytes += size;
    }
  }
  return { ids, bytes };
}

/** Turns a thread into what the model reads, with the attachments that were chosen. */
export class Converter extends ThreadItemConverter {
  readonly #read: ReadAttachments;

  constructor(attachments: Attachments<RequestContext>, read: ReadAttachments) {
    super({ readAttachment: attachments.read });
    this.#read = read;
  }

  override async attachmentToMessageContent(attachment: Attachment): Promise<InputContent> {
    if (this.#read.ids.has(attachment.id)) {
      return super.attachmentToMessageContent(attachment);
    }
    const text = `[The attachment ${attachment.name} is left out, since there are too many to read.]`;
    return { type: "input_text", text };
  }
}
