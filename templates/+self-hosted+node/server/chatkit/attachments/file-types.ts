import { extname } from "node:path";
import { RequestError } from "../errors.ts";

const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  "image/png": [".png"],
  "image/jpeg": [".jpg", ".jpeg"],
  "image/gif": [".gif"],
  "image/webp": [".webp"],
  "application/pdf": [".pdf"],
  "text/plain": [".txt"],
  "text/markdown": [".md"],
  "text/csv": [".csv"],
};

/** Which files may be attached. */
export interface FileTypes {
  /**
   * The type that a file is kept as.
   *
   * @param mimeType as the browser says it; parameters are left out
   * @throws RequestError 415, if such a file cannot be attached
   */
  allowed(name: string, mimeType: string): string;
  /**
   * Looks whether bytes are what their type says.
   *
   * @throws RequestError 415, if they are not
   */
  check(name: string, mimeType: string, data: Uint8Array): void;
}

/** Pictures, PDF, and text in UTF-8. */
export const usualTypes: FileTypes = { allowed: allowedType, check: checkContent };

function allowedType(name: string, mimeType: string): string {
  const type = mimeType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (Object.hasOwn(EXTENSIONS, type)) {
    return type;
  }
  // Browsers do not know every type, and Windows calls a CSV file an Excel sheet.
  const extension = extname(name).toLowerCase();
  for (const [known, extensions] of Object.entries(EXTENSIONS)) {
    if (extensions.includes(extension) && !known.startsWith("image/")) {
      return known;
    }
  }
  throw wrongType(`${name} is of a type that cannot be attached.`);
}

function checkContent(name: string, mimeType: string, data: Uint8Array): void {
  if (!looksLike(mimeType, data)) {
    throw wrongType(`${name} is not what its type says.`);
  }
}

function looksLike(mimeType: string, data: Uint8Array): boolean {
  const start = Buffer.from(data.subarray(0, 1024)).toString("latin1");
  switch (mimeType) {
    case "image/png":
      return start.startsWith("\x89PNG\r\n\x1a\n");
    case "image/jpeg":
      return start.startsWith("\xff\xd8\xff");
    case "image/gif":
      return start.startsWith("GIF87a") || start.startsWith("GIF89a");
    case "image/webp":
      return start.startsWith("RIFF") && start.startsWith("WEBP", 8);
    case "application/pdf":
      return start.includes("%PDF-");
    default:
      return isText(data);
  }
}

function isText(data: Uint8Array): boolean {
  try {
    return !new TextDecoder("utf-8", { fatal: true }).decode(data).includes("\0");
  } catch {
    return false;
  }
}

function wrongType(message: string): RequestError {
  const extensions = Object.values(EXTENSIONS).flat().join(", ");
  return new RequestError(415, "unsupported_type", message, `Allowed are ${extensions} (UTF-8).`);
}
