import type { ComposerOption } from "@openai/chatkit";

type AttachmentOptions = NonNullable<ComposerOption["attachments"]>;

/** In bytes (facts 2.4). */
const LARGEST = 100 * 1024 * 1024;
const MOST = 10;

/** What the page and, in a hosted chat, the session allow. */
export interface AttachmentLimits {
  readonly maxCount: number;
  /** Why a file is refused, in a sentence; null for one that is welcome. */
  faultOf(file: Pick<File, "name" | "type" | "size">): string | null;
}

/**
 * @param options.session limits of a hosted chat: the smaller one counts
 */
export function attachmentLimits(
  attachments: AttachmentOptions | undefined,
  session: { readonly maxBytes: number; readonly maxCount: number } | null = null,
): AttachmentLimits {
  const { maxSize, maxCount = MOST, accept } = attachments ?? { enabled: false };
  return {
    maxCount: Math.min(maxCount, session?.maxCount ?? Number.POSITIVE_INFINITY),
    faultOf(file) {
      if (accept && !isAccepted(file, accept))
        return `${file.name} is of a type that is not taken.`;
      const most = Math.min(sizeFor(file.type, maxSize), session?.maxBytes ?? LARGEST);
      if (file.size > most) return `${file.name} is larger than ${inWords(most)}.`;
      return file.size === 0 ? `${file.name} is empty.` : null;
    },
  };
}

function sizeFor(type: string, maxSize: AttachmentOptions["maxSize"]): number {
  if (maxSize === undefined) return LARGEST;
  if (typeof maxSize === "number") return maxSize;
  const family = `${type.split("/")[0]}/*`;
  // An exact type counts before its family, and either before the fallback.
  return maxSize[type] ?? maxSize[family] ?? maxSize["*"] ?? maxSize[""] ?? LARGEST;
}

/** As `showOpenFilePicker` reads it: the type or one of its endings is enough. */
function isAccepted(
  { name, type }: Pick<File, "name" | "type">,
  accept: NonNullable<AttachmentOptions["accept"]>,
): boolean {
  const ending = name.toLowerCase();
  return Object.entries(accept).some(
    ([pattern, endings]) =>
      isOfType(type, pattern) || endings.some((known) => ending.endsWith(known.toLowerCase())),
  );
}

function isOfType(type: string, pattern: string): boolean {
  if (pattern === "*/*" || pattern === "*") return true;
  return pattern.endsWith("/*")
    ? type.startsWith(pattern.slice(0, -1))
    : type.toLowerCase() === pattern.toLowerCase();
}

function inWords(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB"];
  const at = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const size = bytes / 1024 ** at;
  return `${Number(size.toFixed(1))} ${units[at]}`;
}
