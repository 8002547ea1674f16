import type { Annotation } from "../types.ts";
import type { ContainerFileCitation, FileCitation, UrlCitation } from "./citations.ts";

/** What `streamAgentResponse` makes of images and citations. Override what has to be different. */
export class ResponseStreamConverter {
  /** How many previews of an image are expected; without it, no progress is shown. */
  readonly partialImages: number | undefined;

  /** @param options.partialImages as the image generation tool was given it */
  constructor(options: { readonly partialImages?: number } = {}) {
    this.partialImages = options.partialImages;
  }

  /**
   * Gives the URL that is kept with a generated image. A `data:` URL is stored in the thread as it
   * is: an app that generates many puts them elsewhere.
   *
   * @param image.id the same for all previews of an image
   * @param image.partialIndex the number of the preview, from 0; absent for the finished image
   */
  async base64ImageToUrl(image: {
    readonly id: string;
    readonly base64: string;
    readonly partialIndex?: number;
  }): Promise<string> {
    return `data:image/png;base64,${image.base64}`;
  }

  /** Gives the progress, from 0 to 1, of an image by the number of its preview, from 0. */
  partialImageIndexToProgress(partialIndex: number): number {
    if (!this.partialImages || this.partialImages <= 0) {
      return 0;
    }
    return Math.min(1, partialIndex / this.partialImages);
  }

  /** @returns undefined if the file has no name to show */
  async fileCitationToAnnotation(citation: FileCitation): Promise<Annotation | undefined> {
    return fileAnnotation(citation.filename, citation.index);
  }

  /** @returns undefined if the file has no name to show */
  async containerFileCitationToAnnotation(
    citation: ContainerFileCitation,
  ): Promise<Annotation | undefined> {
    return fileAnnotation(citation.filename, citation.end_index);
  }

  /** @returns undefined to leave it out */
  async urlCitationToAnnotation(citation: UrlCitation): Promise<Annotation | undefined> {
    const source = { type: "url", url: citation.url, title: citation.title } as const;
    return { type: "annotation", source, index: citation.end_index };
  }
}

function fileAnnotation(
  filename: string | null | undefined,
  index: number,
): Annotation | undefined {
  if (!filename) {
    return undefined;
  }
  return { type: "annotation", source: { type: "file", filename, title: filename }, index };
}
