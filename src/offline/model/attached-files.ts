import type { AttachedFile } from "./model.ts";
import type { ContentPart } from "./responses/request.ts";

/** A file with text, as apps put it into a message. */
const TEXT_FILE = /^<attachment name=("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*")>/iu;
const DATA_URL = /^data:([^;,]+)/;

/** Types that a file's name tells where its data do not. */
const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  md: "text/markdown",
  pdf: "application/pdf",
  txt: "text/plain",
};

/** Whether a part of a message holds a file as text. */
export function isAttachedText({ text }: ContentPart): boolean {
  return TEXT_FILE.test(text ?? "");
}

/** @returns null where a part of a message is no file */
export function attachedFile(part: ContentPart): AttachedFile | null {
  if (part.type === "input_image") {
    return { name: undefined, type: DATA_URL.exec(part.image_url ?? "")?.[1] ?? "image/*" };
  }
  if (part.type === "input_file") {
    const name = part.filename ?? undefined;
    return { name, type: DATA_URL.exec(part.file_data ?? "")?.[1] ?? typeByName(name) };
  }
  const quoted = TEXT_FILE.exec(part.text ?? "")?.[1];
  if (quoted === undefined) return null;
  const name: unknown = JSON.parse(quoted);
  return typeof name === "string" ? { name, type: typeByName(name, "text/plain") } : null;
}

function typeByName(name = "", otherwise = "application/octet-stream"): string {
  return TYPES[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ""] ?? otherwise;
}
