const UNITS = ["bytes", "kB", "MB", "GB"] as const;

/**
 * The size of a file for people.
 *
 * @param bytes as the file has them
 */
export function sizeText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  const digits = power === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${bytes === 1 ? "byte" : UNITS[power]}`;
}

/** The icon of a file by its MIME type. */
export function fileIcon(
  mimeType: string,
): "square-image" | "square-text" | "square-code" | "play" | "document" {
  const [type, subtype = ""] = mimeType.toLowerCase().split("/");
  if (type === "image") return "square-image";
  if (type === "audio" || type === "video") return "play";
  if (/json|xml|javascript|html|css/.test(subtype)) return "square-code";
  return type === "text" ? "square-text" : "document";
}

/**
 * What a file picker offers, for the `accept` of an input.
 *
 * @param accept MIME types with the endings of their files; everything without it
 * @returns null for everything
 */
export function acceptText(
  accept: Readonly<Record<string, readonly string[]>> | undefined,
): string | null {
  const types = Object.entries(accept ?? {}).flatMap(([type, endings]) => [type, ...endings]);
  return types.length > 0 ? [...new Set(types)].join(",") : null;
}
