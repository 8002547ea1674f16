import { z } from "zod";
import type { Annotation, AssistantMessageContent } from "../types.ts";
import type { ResponseStreamConverter } from "./response-converter.ts";

/*
 * The annotations of the Responses API, which its TypeScript types leave unknown in streams:
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */

const fileCitation = z.object({
  type: z.literal("file_citation"),
  file_id: z.string().optional(),
  filename: z.string().nullish(),
  index: z.number(),
});

const containerFileCitation = z.object({
  type: z.literal("container_file_citation"),
  container_id: z.string().optional(),
  file_id: z.string().optional(),
  filename: z.string().nullish(),
  start_index: z.number(),
  end_index: z.number(),
});

const urlCitation = z.object({
  type: z.literal("url_citation"),
  url: z.string(),
  title: z.string(),
  start_index: z.number(),
  end_index: z.number(),
});

const citation = z.discriminatedUnion("type", [fileCitation, containerFileCitation, urlCitation]);

/** A place in a file that the model searched. */
export type FileCitation = z.infer<typeof fileCitation>;
/** A file that the model made in its sandbox. */
export type ContainerFileCitation = z.infer<typeof containerFileCitation>;
/** A page on the web. */
export type UrlCitation = z.infer<typeof urlCitation>;

/**
 * Makes an annotation of what the model cites.
 *
 * @returns undefined for a kind of annotation that a chat does not show
 */
export async function convertCitation(
  value: unknown,
  converter: ResponseStreamConverter,
): Promise<Annotation | undefined> {
  const { data } = citation.safeParse(value);
  switch (data?.type) {
    case "file_citation":
      return converter.fileCitationToAnnotation(data);
    case "container_file_citation":
      return converter.containerFileCitationToAnnotation(data);
    case "url_citation":
      return converter.urlCitationToAnnotation(data);
    default:
      return undefined;
  }
}

/** A part of a message, as the Responses API has it. */
type MessagePart =
  | { readonly type: "output_text"; readonly text: string; readonly annotations?: unknown[] }
  | { readonly type: "refusal"; readonly refusal: string };

/** Makes the content of a message of what the model said, or of why it refused. */
export async function convertContent(
  part: MessagePart,
  converter: ResponseStreamConverter,
): Promise<AssistantMessageContent> {
  if (part.type === "refusal") {
    return { type: "output_text", text: part.refusal, annotations: [] };
  }
  const annotations: Annotation[] = [];
  // Not every server of the Responses API sends the list.
  for (const value of part.annotations ?? []) {
    const annotation = await convertCitation(value, converter);
    if (annotation) {
      annotations.push(annotation);
    }
  }
  return { type: "output_text", text: part.text, annotations };
}
