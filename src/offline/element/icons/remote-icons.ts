import { scriptBase } from "../script-base.ts";
import type { Drawing } from "./drawing.ts";

/** All that Lucide's icons are made of. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  path: ["d"],
  circle: ["cx", "cy", "r"],
  ellipse: ["cx", "cy", "rx", "ry"],
  rect: ["x", "y", "width", "height", "rx", "ry"],
  line: ["x1", "y1", "x2", "y2"],
  polyline: ["points"],
  polygon: ["points"],
};

/** What was asked for, so that each icon is fetched once. */
const fetched = new Map<string, Promise<Drawing | null>>();

/**
 * Takes the known shapes out of a picture, and leaves everything else behind. It is not parsed as a
 * document: a page may have a policy (Trusted Types) that allows nobody to do that.
 */
function shapesOf(text: string): Drawing | null {
  const drawing = [...text.matchAll(/<([a-z]+)\b([^<>]*)>/g)].flatMap(([, tag = "", rest = ""]) => {
    const known = Object.hasOwn(SHAPES, tag) ? SHAPES[tag] : undefined;
    if (!known) return [];
    const attributes = [...rest.matchAll(/(?<=\s)([a-z0-9]+)="([^"]*)"/g)]
      .map(([, name = "", value = ""]) => [name, value] as const)
      .filter(([name]) => known.includes(name));
    return [[tag, Object.fromEntries(attributes)] as const];
  });
  return drawing.length > 0 ? drawing : null;
}

async function fetchIcon(name: string): Promise<Drawing | null> {
  try {
    const response = await fetch(new URL(`icons/${name}.svg`, scriptBase));
    return response.ok ? shapesOf(await response.text()) : null;
  } catch (error) {
    // Offline of the offline: a placeholder is shown, and the next page may have more luck.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * Fetches any icon of Lucide from beside the script.
 *
 * @param name without `lucide:`
 * @returns null for a name that Lucide has not, or when it cannot be fetched
 */
export function remoteIcon(name: string): Promise<Drawing | null> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) return Promise.resolve(null);
  let drawing = fetched.get(name);
  if (!drawing) {
    drawing = fetchIcon(name);
    fetched.set(name, drawing);
  }
  return drawing;
}
