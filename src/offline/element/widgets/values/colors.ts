import type { Color } from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { primitiveOf } from "./palette.ts";

/** Where a colour is used: each place has words of its own (facts section 5). */
export type ColorPlace = "text" | "background" | "border" | "chart";

const CHART_HUES = ["blue", "purple", "orange", "green", "red", "yellow", "pink"];

const TOKENS: Readonly<Record<ColorPlace, Readonly<Record<string, string>>>> = {
  text: {
    prose: "var(--ck-text)",
    primary: "var(--ck-text)",
    emphasis: "var(--ck-accent-text)",
    secondary: "var(--ck-text-secondary)",
    tertiary: "var(--ck-text-tertiary)",
    success: "var(--ck-success)",
    warning: "var(--ck-warning)",
    danger: "var(--ck-danger)",
  },
  background: {
    surface: "var(--ck-surface)",
    "surface-secondary": "var(--ck-surface-2)",
    "surface-tertiary": "var(--ck-surface-3)",
    "surface-elevated": "var(--ck-surface-raised)",
    "surface-elevated-secondary": "color-mix(in srgb, var(--ck-text) 4%, var(--ck-surface-raised))",
  },
  border: {
    default: "var(--ck-border)",
    subtle: "color-mix(in srgb, var(--ck-border) 55%, transparent)",
    strong: "var(--ck-border-strong)",
  },
  chart: Object.fromEntries(
    CHART_HUES.map((hue) => [
      hue,
      `light-dark(${primitiveOf(`${hue}-500`)}, ${primitiveOf(`${hue}-400`)})`,
    ]),
  ),
};

/** Colours of series that name none, in their order. */
export const SERIES_COLORS: readonly string[] = Object.values(TOKENS.chart);

/**
 * @returns the CSS of a colour: a word for its place, a primitive such as `red-100`, a pair for
 * light and dark, or CSS as it stands
 */
export function colorOf(value: Color | undefined, place: ColorPlace): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "object") {
    return `light-dark(${colorOf(value.light, place)}, ${colorOf(value.dark, place)})`;
  }
  const token = Object.hasOwn(TOKENS[place], value) ? TOKENS[place][value] : undefined;
  return token ?? primitiveOf(value) ?? value;
}
