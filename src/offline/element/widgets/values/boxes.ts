import type {
  Border,
  BorderLine,
  Box,
  Image,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import type {
  Alignment,
  Justification,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/enums.ts";
import { colorOf } from "./colors.ts";
import { lengthOf, radiusOf, type Styles, sidesOf, spaceOf, spacingOf } from "./lengths.ts";

type Sizes = Pick<
  Box,
  | "height"
  | "width"
  | "size"
  | "minHeight"
  | "minWidth"
  | "minSize"
  | "maxHeight"
  | "maxWidth"
  | "maxSize"
  | "aspectRatio"
>;

/** @returns the CSS of how large something is; a side of its own wins over `size` */
export function sizesOf(props: Sizes): Styles {
  const { size, minSize, maxSize, aspectRatio } = props;
  return {
    height: lengthOf(props.height ?? size),
    width: lengthOf(props.width ?? size),
    "min-height": lengthOf(props.minHeight ?? minSize),
    "min-width": lengthOf(props.minWidth ?? minSize),
    "max-height": lengthOf(props.maxHeight ?? maxSize),
    "max-width": lengthOf(props.maxWidth ?? maxSize),
    "aspect-ratio": aspectRatio === undefined ? undefined : String(aspectRatio),
  };
}

/** @returns the CSS of a block: its sizes, its corners and what is around it */
export function blockOf(props: Sizes & Pick<Image, "radius" | "margin">): Styles {
  return {
    ...sizesOf(props),
    "border-radius": radiusOf(props.radius),
    ...spacingOf("margin", props.margin),
  };
}

/** @returns the CSS of a share of the space; a number is the factor by which it grows */
export function flexOf(value: Box["flex"]): string | undefined {
  return value === undefined ? undefined : String(value);
}

const PLACES: Readonly<Record<Alignment | Justification, string>> = {
  start: "flex-start",
  center: "center",
  end: "flex-end",
  baseline: "baseline",
  stretch: "stretch",
  between: "space-between",
  around: "space-around",
  evenly: "space-evenly",
};

/** @returns the CSS of how children stand: in which direction, how far apart, where */
export function flowOf(
  props: Pick<Box, "direction" | "align" | "justify" | "wrap" | "gap">,
): Styles {
  const { direction, align, justify } = props;
  return {
    "flex-direction": direction && (direction === "col" ? "column" : "row"),
    "align-items": align && PLACES[align],
    "justify-content": justify && PLACES[justify],
    "flex-wrap": props.wrap,
    gap: spaceOf(props.gap),
  };
}

/** @returns the CSS of a box with everything that boxes can have */
export function boxOf(props: Omit<Box, "type">): Styles {
  return {
    ...blockOf(props),
    ...flowOf(props),
    flex: flexOf(props.flex),
    ...spacingOf("padding", props.padding),
    ...borderOf(props.border),
    "background-color": colorOf(props.background, "background"),
  };
}

/** @returns the CSS of a border: one line for all sides, or a line for each */
export function borderOf(value: Border | undefined): Styles {
  if (value === undefined) return {};
  if (typeof value === "number" || "size" in value) return lineOf("border", value);
  return Object.assign({}, ...sidesOf(value).map(([side, line]) => lineOf(`border-${side}`, line)));
}

function lineOf(property: string, value: number | BorderLine): Styles {
  const { size, color, style = "solid" } = typeof value === "number" ? { size: value } : value;
  return {
    [`${property}-width`]: `${size}px`,
    [`${property}-style`]: style,
    [`${property}-color`]: colorOf(color ?? "default", "border"),
  };
}
