import { type Content, contentOf, plainText, textContent } from "./content.ts";

/** Under this, what is copied here keeps its tags when it is pasted here. */
const OWN_TYPE = "application/x-chatkit-offline-content+json";

/** Puts content on the clipboard: as text for everybody, and whole for another composer. */
export function writeClipboard(clipboard: DataTransfer, content: Content): void {
  clipboard.setData("text/plain", plainText(content));
  clipboard.setData(OWN_TYPE, JSON.stringify(content));
}

/** What was pasted or dropped. */
export interface Pasted {
  readonly content: Content;
  readonly files: readonly File[];
}

/** Reads what a person pastes or drops: never as HTML, whatever it was copied from. */
export function readClipboard(clipboard: DataTransfer): Pasted {
  const content =
    contentOf(clipboard.getData(OWN_TYPE)) ?? textContent(clipboard.getData("text/plain"));
  // Programs for documents and tables put a picture of the text beside it, and those for files
  // the name of the file.
  const isDocument = content.length > 0 && clipboard.types.includes("text/html");
  return { content, files: isDocument ? [] : [...clipboard.files] };
}
