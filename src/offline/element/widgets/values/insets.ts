import type {
  Dimension,
  Spacing,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { type Styles, sidesOf, spaceOf } from "./lengths.ts";

/**
 * @returns custom properties that tell what is inside how far it is from the edge, so that a picture
 * or a line that is `flush` can reach it; nothing for CSS whose sides cannot be told apart
 */
export function insetsOf(padding: Spacing | undefined): Styles {
  if (padding === undefined) return {};
  const sides = typeof padding === "object" ? padding : shorthand(padding);
  const none = { top: 0, right: 0, bottom: 0, left: 0 };
  const insets =
    typeof padding === "object" ? [...sidesOf(none), ...sidesOf(sides)] : sidesOf(sides);
  return Object.fromEntries(insets.map(([side, space]) => [`--ckw-inset-${side}`, spaceOf(space)]));
}

/** `8px 16px`, as CSS reads it; a function may hold spaces of its own. */
function shorthand(
  padding: Dimension,
): Partial<Record<"top" | "right" | "bottom" | "left", Dimension>> {
  if (typeof padding === "string" && padding.includes("(") && /\s/.test(padding)) return {};
  const [top = 0, right = top, bottom = top, left = right] =
    typeof padding === "number" ? [padding] : padding.trim().split(/\s+/);
  return { top, right, bottom, left };
}
