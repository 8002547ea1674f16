import { Failure } from "./failure.ts";

/**
 * Puts a text into the person's clipboard.
 *
 * @throws Failure where the browser does not let a page do that
 */
export async function copyText(text: string): Promise<void> {
  const isCopied = window.isSecureContext
    ? await navigator.clipboard.writeText(text).then(
        () => true,
        // The person may have forbidden it.
        () => false,
      )
    : copySelected(text);
  if (!isCopied) throw new Failure("The browser does not let this page copy.");
}

/** The old way, for an inspector that is opened by the address of this machine in a network. */
function copySelected(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}
