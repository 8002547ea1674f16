import type { Attachment } from "../types.ts";
import type { InputContent } from "./input.ts";

/** Puts a text, an image or a file into a message; the model's server need not reach this one. */
export function attachmentContent(attachment: Attachment, data: Uint8Array): InputContent {
  const { name, mime_type } = attachment;
  if (mime_type.startsWith("text/")) {
    const content = new TextDecoder().decode(data);
    const text = `<attachment name=${JSON.stringify(name)}>\n${content}\n</attachment>`;
    return { type: "input_text", text };
  }
  const url = `data:${mime_type};base64,${Buffer.from(data).toString("base64")}`;
  if (mime_type.startsWith("image/")) {
    return { type: "input_image", detail: "auto", image: url };
  }
  return { type: "input_file", filename: name, file: url };
}
