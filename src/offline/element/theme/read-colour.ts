import type { CssColour } from "./colour.ts";

let pixel: CanvasRenderingContext2D | null | undefined;

/**
 * Reads a CSS colour the way the browser does, whatever notation it has.
 *
 * @param text such as `#0066CC`, `oklch(60% 0.15 250)`, `color-mix(in srgb, red, blue)`
 * @returns undefined for what is no colour by itself, such as `var(--x)`
 */
export function readColour(text: string): CssColour | undefined {
  if (/var\(|currentcolor/i.test(text) || !CSS.supports("color", text)) return undefined;
  pixel ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!pixel) return undefined;
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = text;
  pixel.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, alpha = 0] = pixel.getImageData(0, 0, 1, 1).data;
  return { r: r / 255, g: g / 255, b: b / 255, alpha: alpha / 255 };
}
