const CHATKIT_TAG =
  /<script\b[^>]*\bsrc="https:\/\/cdn\.platform\.openai\.com\/deployments\/chatkit\/chatkit\.js"[^>]*>/;

/**
 * Replaces the address of ChatKit's script in a page.
 *
 * An `integrity` attribute is dropped with it, since it belongs to the other file.
 */
export function swapScriptAddress(html: string, address: string): string {
  const src = address.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return html.replace(CHATKIT_TAG, (tag) =>
    tag.replace(/\ssrc="[^"]*"/, () => ` src="${src}"`).replace(/\sintegrity="[^"]*"/, ""),
  );
}
