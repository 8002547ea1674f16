import type { CssColour } from "./colour.ts";

const bounded = (channel: number) => Math.min(1, Math.max(0, channel));

/**
 * Reads a CSS colour the way the browser does, whatever notation it has.
 *
 * @param text such as `#0066CC`, `oklch(60% 0.15 250)`, `color-mix(in srgb, red, blue)`
 * @returns undefined for what is no colour by itself, such as `var(--x)`
 */
export function readColour(text: string): CssColour | undefined {
  if (/var\(|currentcolor/i.test(text) || !CSS.supports("color", text)) return undefined;
  const probe = document.createElement("span");
  // Mixed with itself it is told in sRGB. A canvas would tell it too, but some browsers blur what is
  // read from one, so that nobody is known by it.
  probe.style.color = `color-mix(in srgb, ${text}, ${text})`;
  document.documentElement.append(probe);
  const told = getComputedStyle(probe).color;
  probe.remove();
  const channels = told.match(/none|-?[\d.]+(?:e-?\d+)?/g) ?? [];
  const [r = 0, g = 0, b = 0, alpha = 1] = channels.map((channel) =>
    channel === "none" ? 0 : bounded(Number(channel)),
  );
  return { r, g, b, alpha };
}
