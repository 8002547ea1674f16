/** The words that props with a fixed set of values take. */

export const RADII = [
  "2xs",
  "xs",
  "sm",
  "md",
  "lg",
  "xl",
  "2xl",
  "3xl",
  "4xl",
  "full",
  "100%",
  "none",
] as const;
export type Radius = (typeof RADII)[number];

export const ALIGNMENTS = ["start", "center", "end", "baseline", "stretch"] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

/** Where the text of a line stands, a table's cell or a calendar. */
export const PLACES = ["start", "center", "end"] as const;
export type Place = (typeof PLACES)[number];

export const JUSTIFICATIONS = [
  "start",
  "center",
  "end",
  "between",
  "around",
  "evenly",
  "stretch",
] as const;
export type Justification = (typeof JUSTIFICATIONS)[number];

export const WRAPS = ["nowrap", "wrap", "wrap-reverse"] as const;
export type Wrap = (typeof WRAPS)[number];

export const DIRECTIONS = ["row", "col"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const SIDES = ["top", "bottom", "left", "right"] as const;
export type Side = (typeof SIDES)[number];

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const LINE_STYLES = [
  "solid",
  "dashed",
  "dotted",
  "double",
  "groove",
  "ridge",
  "inset",
  "outset",
] as const;
export type LineStyle = (typeof LINE_STYLES)[number];

export const WEIGHTS = ["normal", "medium", "semibold", "bold"] as const;
export type Weight = (typeof WEIGHTS)[number];

export const TEXT_SIZES = ["xs", "sm", "md", "lg", "xl"] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export const TITLE_SIZES = ["sm", "md", "lg", "xl", "2xl", "3xl", "4xl", "5xl"] as const;
export type TitleSize = (typeof TITLE_SIZES)[number];

/** The sizes of a caption and a badge. */
export const SMALL_SIZES = ["sm", "md", "lg"] as const;
export type SmallSize = (typeof SMALL_SIZES)[number];

export const CARD_SIZES = ["sm", "md", "lg", "full"] as const;
export type CardSize = (typeof CARD_SIZES)[number];

export const ICON_SIZES = ["xs", "sm", "md", "lg", "xl", "2xl", "3xl"] as const;
export type IconSize = (typeof ICON_SIZES)[number];

export const BUTTON_ICON_SIZES = ["sm", "md", "lg", "xl", "2xl"] as const;
export type ButtonIconSize = (typeof BUTTON_ICON_SIZES)[number];

export const CONTROL_SIZES = ["3xs", "2xs", "xs", "sm", "md", "lg", "xl", "2xl", "3xl"] as const;
export type ControlSize = (typeof CONTROL_SIZES)[number];

export const GUTTER_SIZES = ["2xs", "xs", "sm", "md", "lg", "xl"] as const;
export type GutterSize = (typeof GUTTER_SIZES)[number];

export const CONTROL_VARIANTS = ["solid", "soft", "outline", "ghost"] as const;
export type ControlVariant = (typeof CONTROL_VARIANTS)[number];

export const BADGE_VARIANTS = ["solid", "soft", "outline"] as const;
export type BadgeVariant = (typeof BADGE_VARIANTS)[number];

export const FIELD_VARIANTS = ["soft", "outline"] as const;
export type FieldVariant = (typeof FIELD_VARIANTS)[number];

export const BADGE_COLORS = [
  "secondary",
  "success",
  "danger",
  "warning",
  "info",
  "discovery",
] as const;
export type BadgeColor = (typeof BADGE_COLORS)[number];

export const BUTTON_COLORS = [
  "primary",
  "secondary",
  "info",
  "discovery",
  "success",
  "caution",
  "warning",
  "danger",
] as const;
export type ButtonColor = (typeof BUTTON_COLORS)[number];

export const BUTTON_STYLES = ["primary", "secondary"] as const;
export type ButtonStyle = (typeof BUTTON_STYLES)[number];

export const IMAGE_FITS = ["cover", "contain", "fill", "scale-down", "none"] as const;
export type ImageFit = (typeof IMAGE_FITS)[number];

export const IMAGE_POSITIONS = [
  "top left",
  "top",
  "top right",
  "left",
  "center",
  "right",
  "bottom left",
  "bottom",
  "bottom right",
] as const;
export type ImagePosition = (typeof IMAGE_POSITIONS)[number];

export const INPUT_TYPES = ["number", "email", "text", "password", "tel", "url"] as const;
export type InputType = (typeof INPUT_TYPES)[number];

export const CURVE_TYPES = [
  "basis",
  "basisClosed",
  "basisOpen",
  "bumpX",
  "bumpY",
  "bump",
  "linear",
  "linearClosed",
  "natural",
  "monotoneX",
  "monotoneY",
  "monotone",
  "step",
  "stepBefore",
  "stepAfter",
] as const;
export type CurveType = (typeof CURVE_TYPES)[number];

export const HANDLERS = ["server", "client"] as const;
export type Handler = (typeof HANDLERS)[number];

export const LOADING_BEHAVIORS = ["auto", "none", "self", "container"] as const;
export type LoadingBehavior = (typeof LOADING_BEHAVIORS)[number];
