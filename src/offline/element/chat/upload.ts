import type { Attachment } from "@openai/chatkit";
import type { Backend } from "./backend.ts";
import { ChatError, refusalOf, toError } from "./errors.ts";

interface UploadInTwoSteps {
  readonly file: File;
  readonly backend: Backend;
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

interface UploadDescriptor {
  readonly url: string;
  readonly method: "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
}

/** What a file without a type is: browsers know the types of few endings. */
const UNKNOWN_TYPE = "application/octet-stream";
const TITLE = "The file was not uploaded";

/**
 * Announces a file, then sends its bytes to where the server wants them (facts 3.6). The bytes are
 * the field `file` of a form, whichever method the server names: the documentation says so of POST,
 * and leaves PUT open (facts 7), where the official sample takes a form as well as bare bytes.
 */
export async function uploadInTwoSteps({
  file,
  backend,
  onProgress,
  signal,
}: UploadInTwoSteps): Promise<Attachment> {
  // Not ended halfway, since its answer says what else there is to undo.
  const announced = await backend.ask("attachments.create", {
    name: file.name,
    size: file.size,
    mime_type: file.type || UNKNOWN_TYPE,
  });
  const { upload_descriptor: descriptor } = announced as { upload_descriptor?: UploadDescriptor };
  const attachment = readAttachment(announced);
  if (!descriptor) {
    throw new ChatError(TITLE, "The server answered attachments.create without upload_descriptor.");
  }
  const { url, method, headers } = descriptor;
  try {
    signal.throwIfAborted();
    await sendForm({ url, method, headers, file, onProgress, signal });
  } catch (error) {
    if (signal.aborted) await backend.ask("attachments.delete", { attachment_id: attachment.id });
    throw error;
  }
  return attachment;
}

interface UploadInOneStep {
  readonly file: File;
  readonly url: string;
  /** The options' own, which may know who asks; then there is no progress to tell. */
  readonly fetch: typeof fetch | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

/** Sends a file as the field `file` of a form, which is answered with the attachment (facts 3.6). */
export async function uploadInOneStep({
  file,
  url,
  fetch: request,
  headers,
  onProgress,
  signal,
}: UploadInOneStep): Promise<Attachment> {
  if (!request) {
    const text = await sendForm({ url, method: "POST", headers, file, onProgress, signal });
    return readAttachment(parse(text));
  }
  const response = await request(url, { method: "POST", headers, body: formOf(file), signal });
  if (!response.ok) throw await refusalOf(response);
  return readAttachment(parse(await response.text()));
}

interface FormToSend extends UploadDescriptor {
  readonly file: File;
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

/** Sends by XMLHttpRequest, since `fetch` does not tell how far an upload is. */
function sendForm({ url, method, headers, file, onProgress, signal }: FormToSend): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) {
      // Only the browser knows the boundary of its form.
      if (name.toLowerCase() !== "content-type") request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) onProgress(loaded / total);
    };
    request.onload = () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve(responseText);
      // A Response of these bytes is read like every other refusal.
      else refusalOf(new Response(responseText, { status })).then(reject, reject);
    };
    request.onerror = () => reject(new ChatError(TITLE, `${url} cannot be reached.`));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(formOf(file));
  });
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.append("file", file, file.name);
  return form;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ChatError(TITLE, `The server's answer is no JSON: ${toError(cause).message}`);
  }
}

/** @throws ChatError if this describes no attachment */
function readAttachment(value: unknown): Attachment {
  const { id, name, mime_type, type, preview_url } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== "string" || typeof name !== "string" || typeof mime_type !== "string") {
    throw new ChatError(TITLE, "The server's answer describes no attachment: id, name, mime_type.");
  }
  return type === "image" && typeof preview_url === "string"
    ? { type, id, name, mime_type, preview_url }
    : { type: "file", id, name, mime_type };
}
