import type {
  Dimension,
  Spacing,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import type { Radius } from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/enums.ts";

/** CSS properties by their names in style sheets; what is undefined is not set. */
export type Styles = Readonly<Record<string, string | undefined>>;

/** @returns the CSS of a size; numbers are pixels */
export function lengthOf(value: Dimension | undefined): string | undefined {
  return typeof value === "number" ? `${value}px` : value;
}

/** @returns the CSS of a distance; numbers are steps of the theme's spacing */
export function spaceOf(value: Dimension | undefined): string | undefined {
  return typeof value === "number" ? `calc(var(--ck-space) * ${value})` : value;
}

const SIDES = ["top", "right", "bottom", "left"] as const;
type Side = (typeof SIDES)[number];

/** Spreads `x` and `y` over the sides they stand for; a side of its own name wins. */
export function sidesOf<Value>(
  sides: Partial<Record<Side | "x" | "y", Value>>,
): readonly (readonly [Side, Value])[] {
  return SIDES.flatMap((side) => {
    const value = sides[side] ?? sides[side === "top" || side === "bottom" ? "y" : "x"];
    return value === undefined ? [] : [[side, value] as const];
  });
}

/** @returns the CSS of a padding or a margin: of all sides at once, or side by side */
export function spacingOf(property: "padding" | "margin", value: Spacing | undefined): Styles {
  if (typeof value !== "object") return { [property]: spaceOf(value) };
  return Object.fromEntries(
    sidesOf(value).map(([side, space]) => [`${property}-${side}`, spaceOf(space)]),
  );
}

/** In pixels, before the theme's own roundness; what is no number is CSS as it stands. */
const RADII: Readonly<Record<Radius, number | string>> = {
  none: "0",
  "2xs": 2,
  xs: 4,
  sm: 6,
  md: 8,
  lg: 10,
  xl: 12,
  "2xl": 16,
  "3xl": 20,
  "4xl": 24,
  full: "9999px",
  "100%": "100%",
};

/** @returns the CSS of a corner; a rounder theme makes rounder corners */
export function radiusOf(radius: Radius | undefined): string | undefined {
  if (radius === undefined) return undefined;
  const size = RADII[radius];
  return typeof size === "number" ? `calc(${size}px * var(--ck-radius-scale))` : size;
}
