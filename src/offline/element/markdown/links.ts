/** Where a link of a message leads. */
export type LinkTarget =
  | { readonly kind: "address"; readonly href: string }
  | {
      readonly kind: "deeplink";
      readonly name: string;
      readonly data: Readonly<Record<string, unknown>>;
    };

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);
const DEEPLINK = "chatkit-link:";
/** A picture in an address: an image element runs no script of it, and loads nothing for it. */
const DRAWN = /^data:image\//i;
const RASTER = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp)[;,]/i;

function parsed(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

/**
 * `chatkit-link://` reaches the page as `{name, data}` (`chatkit.deeplink` in `@openai/chatkit`).
 * How an address becomes the two is not published: the host as the name and the query's parameters
 * as the data is this stand-in's own reading.
 */
function deeplink(url: URL): LinkTarget {
  const data: Record<string, unknown> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    // Defined rather than assigned, since a parameter may be called __proto__.
    Object.defineProperty(data, name, {
      value: values.length > 1 ? values : values[0],
      enumerable: true,
    });
  }
  return { kind: "deeplink", name: url.host, data };
}

/**
 * Tells where a link may lead. The browser's own parser decides on the scheme, so that what was
 * checked is what a click opens, whatever tabs, entities or capitals it was written with.
 *
 * @returns null for a relative address and for every scheme that is not allowed
 */
export function linkTarget(address: string): LinkTarget | null {
  const url = parsed(address);
  if (!url) return null;
  if (url.protocol === DEEPLINK) return url.host ? deeplink(url) : null;
  return SCHEMES.has(url.protocol) ? { kind: "address", href: url.href } : null;
}

/** The address of a web page, or null for anything else. */
export function webAddress(address: string): string | null {
  const url = parsed(address);
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}

/**
 * The address of a picture that the app itself sends, such as a generated one or the preview of an
 * attachment: from the web, from this page's memory, or a picture in the address itself.
 */
export function pictureAddress(address: string): string | null {
  if (DRAWN.test(address)) return address;
  const url = parsed(address);
  return url?.protocol === "blob:" ? url.href : webAddress(address);
}

/**
 * Where a picture in a message's text may come from: the thread's `allowed_image_domains`, exactly
 * or as `*.` and a domain, or a raster picture in the address itself.
 *
 * @returns the address, or the host that is not allowed
 */
export function pictureInText(
  address: string,
  allowedDomains: readonly string[],
): { readonly src: string } | { readonly refused: string } {
  if (RASTER.test(address)) return { src: address };
  const url = parsed(address);
  if (!url || !webAddress(address)) return { refused: url?.protocol ?? "an unknown place" };
  const isAllowed = allowedDomains.some((domain) =>
    domain.startsWith("*.")
      ? url.hostname.endsWith(domain.slice(1).toLowerCase())
      : url.hostname === domain.toLowerCase() || url.host === domain.toLowerCase(),
  );
  return isAllowed ? { src: url.href } : { refused: url.host };
}
