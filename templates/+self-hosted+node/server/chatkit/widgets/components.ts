import type { IconName } from "../icons.ts";
import type {
  Alignment,
  BadgeColor,
  BadgeVariant,
  ButtonColor,
  ButtonIconSize,
  ButtonStyle,
  CardSize,
  ControlSize,
  ControlVariant,
  CurveType,
  Direction,
  FieldVariant,
  GutterSize,
  Handler,
  IconSize,
  ImageFit,
  ImagePosition,
  InputType,
  Justification,
  LineStyle,
  LoadingBehavior,
  Place,
  Radius,
  Side,
  SmallSize,
  TextSize,
  Theme,
  TitleSize,
  Weight,
  Wrap,
} from "./enums.ts";

/**
 * What a widget is made of, named as on the wire.
 *
 * The sources are the types of `@openai/chatkit` and the models of `openai-chatkit`: what only one
 * of them knows is here as well, and is marked. What a prop left out means is the client's choice.
 */

// Values

/** Pixels or steps of spacing, or any CSS length. */
export type Dimension = number | string;

export interface ThemeColor {
  dark: string;
  light: string;
}

/**
 * Any CSS colour, a primitive such as `red-100`, or a word for its place: of text `prose`,
 * `primary`, `emphasis`, `secondary`, `tertiary`, `success`, `warning`, `danger`; of a background
 * `surface`, `surface-secondary`, `surface-tertiary`, `surface-elevated`,
 * `surface-elevated-secondary`; of a border `default`, `subtle`, `strong`.
 */
export type Color = string | ThemeColor;

export interface SpacingSides {
  top?: Dimension;
  right?: Dimension;
  bottom?: Dimension;
  left?: Dimension;
  x?: Dimension;
  y?: Dimension;
}

export type Spacing = Dimension | SpacingSides;

export interface BorderLine {
  /** In pixels. */
  size: number;
  color?: Color;
  style?: LineStyle;
}

export interface BorderSides {
  top?: number | BorderLine;
  right?: number | BorderLine;
  bottom?: number | BorderLine;
  left?: number | BorderLine;
  x?: number | BorderLine;
  y?: number | BorderLine;
}

/** A width in pixels, one line for all sides, or a line for each. */
export type Border = number | BorderLine | BorderSides;

/** What happens when something is clicked, chosen or sent. */
export interface ActionConfig {
  type: string;
  /** JSON; the values of the form around it are added by the client. */
  payload?: unknown;
  /** `client` hands it to the page's `onAction` instead of this server. */
  handler?: Handler;
  /** What is shown as busy meanwhile; `auto` suits the component. */
  loadingBehavior?: LoadingBehavior;
  /** False sends it as `threads.sync_custom_action`, which changes one item and streams nothing. */
  streaming?: boolean;
}

/** A line above a card or a list. */
export type WidgetStatus =
  | { text: string; favicon?: string; frame?: boolean }
  | { text: string; icon?: IconName };

/** A button in the footer of a card. */
export interface CardAction {
  label: string;
  action: ActionConfig;
}

// What several components share

interface ComponentBase {
  /** Tells siblings apart when a widget changes. */
  key?: string;
  /** Needed by a text whose value streams. */
  id?: string;
}

interface SizeProps {
  height?: Dimension;
  width?: Dimension;
  /** Both height and width. */
  size?: Dimension;
  minHeight?: Dimension;
  minWidth?: Dimension;
  minSize?: Dimension;
  maxHeight?: Dimension;
  maxWidth?: Dimension;
  maxSize?: Dimension;
  /** Such as `16 / 9`. */
  aspectRatio?: number | string;
}

interface BlockProps extends SizeProps {
  radius?: Radius;
  margin?: Spacing;
}

interface BoxProps extends ComponentBase, BlockProps {
  children?: readonly WidgetComponent[];
  align?: Alignment;
  justify?: Justification;
  wrap?: Wrap;
  flex?: number | string;
  gap?: Dimension;
  padding?: Spacing;
  border?: Border;
  background?: Color;
}

interface TextProps extends ComponentBase {
  value: string;
  color?: Color;
  weight?: Weight;
  textAlign?: Place;
  truncate?: boolean;
  maxLines?: number;
}

// Roots

export interface Card extends ComponentBase {
  type: "Card";
  children: readonly WidgetComponent[];
  /** Lets `confirm` and `cancel` send the values of the inputs inside. */
  asForm?: boolean;
  background?: Color;
  /** Known to the client's types only. */
  border?: Border;
  size?: CardSize;
  padding?: Spacing;
  status?: WidgetStatus;
  /** Hides the body, as after the main action. */
  collapsed?: boolean;
  confirm?: CardAction;
  cancel?: CardAction;
  theme?: Theme;
}

export interface ListView extends ComponentBase {
  type: "ListView";
  children: readonly ListViewItem[];
  /** How many items are shown before "Show more". */
  limit?: number | "auto";
  status?: WidgetStatus;
  theme?: Theme;
}

export interface Basic extends ComponentBase {
  type: "Basic";
  children: readonly (WidgetComponent | WidgetRoot)[];
  theme?: Theme;
  direction?: Direction;
  gap?: Dimension;
  padding?: Spacing;
  align?: Alignment;
  justify?: Justification;
}

/** What a whole widget can be. */
export type WidgetRoot = Card | ListView | Basic;

// Layout

/** Stands directly in a list, and nowhere else. */
export interface ListViewItem extends ComponentBase {
  type: "ListViewItem";
  children: readonly WidgetComponent[];
  onClickAction?: ActionConfig;
  gap?: Dimension;
  align?: Alignment;
}

export interface Box extends BoxProps {
  type: "Box";
  direction?: Direction;
}

export interface Row extends BoxProps {
  type: "Row";
}

export interface Col extends BoxProps {
  type: "Col";
}

export interface Form extends BoxProps {
  type: "Form";
  /** Its payload is joined by the value of every input, under the input's name. */
  onSubmitAction?: ActionConfig;
  direction?: Direction;
}

export interface Spacer extends ComponentBase {
  type: "Spacer";
  minSize?: Dimension;
}

export interface Divider extends ComponentBase {
  type: "Divider";
  color?: Color;
  size?: Dimension;
  spacing?: Dimension;
  /** Reaches the edge of what it is in. */
  flush?: boolean;
}

/** Moves smoothly between two states of its one child. */
export interface Transition extends ComponentBase {
  type: "Transition";
  children: WidgetComponent | null;
}

// Tables, known to the client's types only

export interface Table extends ComponentBase {
  type: "Table";
  children?: readonly TableRow[];
}

export interface TableRow extends ComponentBase {
  type: "Table.Row";
  children?: readonly TableCell[];
  header?: boolean;
}

export interface TableCell extends ComponentBase {
  type: "Table.Cell";
  children?: readonly WidgetComponent[];
  width?: Dimension;
  padding?: SpacingSides;
  colSpan?: number;
  rowSpan?: number;
  align?: Place;
  vAlign?: Place;
  colSize?: TextSize;
}

// Text

export interface Text extends TextProps {
  type: "Text";
  size?: TextSize;
  /** More of the value is to come; needs an `id`. */
  streaming?: boolean;
  italic?: boolean;
  lineThrough?: boolean;
  width?: Dimension;
  minLines?: number;
  /** Makes the text an input of the form around it. */
  editable?: false | EditableProps;
}

export interface EditableProps {
  name: string;
  autoFocus?: boolean;
  autoSelect?: boolean;
  autoComplete?: string;
  allowAutofillExtensions?: boolean;
  pattern?: string;
  placeholder?: string;
  required?: boolean;
}

export interface Title extends TextProps {
  type: "Title";
  size?: TitleSize;
}

export interface Caption extends TextProps {
  type: "Caption";
  size?: SmallSize;
}

export interface Markdown extends ComponentBase {
  type: "Markdown";
  value: string;
  /** More of the value is to come; needs an `id`. */
  streaming?: boolean;
}

/** The words beside an input. */
export interface Label extends ComponentBase {
  type: "Label";
  value: string;
  /** The name of the input. */
  fieldName: string;
  size?: TextSize;
  weight?: Weight;
  textAlign?: Place;
  color?: Color;
}

export interface Badge extends ComponentBase {
  type: "Badge";
  label: string;
  color?: BadgeColor;
  variant?: BadgeVariant;
  size?: SmallSize;
  pill?: boolean;
}

// Images

export interface Icon extends ComponentBase {
  type: "Icon";
  name: IconName;
  color?: Color;
  size?: IconSize;
}

export interface Image extends ComponentBase, BlockProps {
  type: "Image";
  src: string;
  alt?: string;
  fit?: ImageFit;
  position?: ImagePosition;
  /** Draws a thin frame. */
  frame?: boolean;
  /** Reaches the edge of what it is in. */
  flush?: boolean;
  /** Known to the Python models only. */
  background?: Color;
  /** Known to the Python models only. */
  flex?: number | string;
}

/** Known to the Python models only. */
export interface Chart extends ComponentBase, SizeProps {
  type: "Chart";
  /** Rows; a series names the field that it draws. */
  data: readonly Readonly<Record<string, string | number>>[];
  series: readonly ChartSeries[];
  /** The field of the x axis. */
  xAxis: string | XAxis;
  showYAxis?: boolean;
  showLegend?: boolean;
  showTooltip?: boolean;
  /** In pixels. */
  barGap?: number;
  /** In pixels. */
  barCategoryGap?: number;
  flex?: number | string;
}

export interface XAxis {
  dataKey: string;
  hide?: boolean;
  /** What is written instead of a value. */
  labels?: Record<string, string>;
}

interface SeriesBase {
  /** What the legend says; without it, or with null, the legend leaves the series out. */
  label?: string | null;
  dataKey: string;
  /** A CSS colour, a primitive, or `blue`, `purple`, `orange`, `green`, `red`, `yellow`, `pink`. */
  color?: Color;
}

export interface BarSeries extends SeriesBase {
  type: "bar";
  /** Series of one name are stacked. */
  stack?: string;
}

export interface AreaSeries extends SeriesBase {
  type: "area";
  /** Series of one name are stacked. */
  stack?: string;
  curveType?: CurveType;
}

export interface LineSeries extends SeriesBase {
  type: "line";
  curveType?: CurveType;
}

export type ChartSeries = BarSeries | AreaSeries | LineSeries;

// Controls

export interface Button extends ComponentBase {
  type: "Button";
  label?: string;
  /** Sends the form around it. */
  submit?: boolean;
  onClickAction?: ActionConfig;
  iconStart?: IconName;
  iconEnd?: IconName;
  iconSize?: ButtonIconSize;
  style?: ButtonStyle;
  color?: ButtonColor;
  variant?: ControlVariant;
  size?: ControlSize;
  pill?: boolean;
  /** As wide as high. */
  uniform?: boolean;
  /** As wide as what it is in. */
  block?: boolean;
  disabled?: boolean;
}

interface FieldProps extends ComponentBase {
  /** The key of its value; a dot in it makes an object of the values that share the start. */
  name: string;
  disabled?: boolean;
}

export interface Input extends FieldProps {
  type: "Input";
  inputType?: InputType;
  defaultValue?: string;
  required?: boolean;
  /** A regular expression that the whole value must match. */
  pattern?: string;
  placeholder?: string;
  allowAutofillExtensions?: boolean;
  autoSelect?: boolean;
  autoFocus?: boolean;
  variant?: FieldVariant;
  size?: ControlSize;
  gutterSize?: GutterSize;
  pill?: boolean;
}

export interface Textarea extends FieldProps {
  type: "Textarea";
  defaultValue?: string;
  required?: boolean;
  pattern?: string;
  placeholder?: string;
  autoSelect?: boolean;
  autoFocus?: boolean;
  variant?: FieldVariant;
  size?: ControlSize;
  gutterSize?: GutterSize;
  rows?: number;
  autoResize?: boolean;
  maxRows?: number;
  allowAutofillExtensions?: boolean;
}

export interface SelectOption {
  value: string;
  label: string;
  /** Known to the Python models only. */
  disabled?: boolean;
  /** Known to the Python models only. */
  description?: string;
}

export interface Select extends FieldProps {
  type: "Select";
  options: readonly SelectOption[];
  onChangeAction?: ActionConfig;
  placeholder?: string;
  defaultValue?: string;
  variant?: ControlVariant;
  size?: ControlSize;
  pill?: boolean;
  block?: boolean;
  clearable?: boolean;
  /** Known to the Python models only. */
  searchable?: boolean;
}

export interface DatePicker extends FieldProps {
  type: "DatePicker";
  onChangeAction?: ActionConfig;
  placeholder?: string;
  /** ISO 8601, as are `min` and `max`. */
  defaultValue?: string;
  min?: string;
  max?: string;
  variant?: ControlVariant;
  size?: ControlSize;
  /** Where the calendar opens. */
  side?: Side;
  align?: Place;
  pill?: boolean;
  block?: boolean;
  clearable?: boolean;
}

export interface Checkbox extends FieldProps {
  type: "Checkbox";
  label?: string;
  defaultChecked?: boolean;
  onChangeAction?: ActionConfig;
  required?: boolean;
}

export interface RadioOption {
  label: string;
  value: string;
  disabled?: boolean;
}

export interface RadioGroup extends FieldProps {
  type: "RadioGroup";
  options?: readonly RadioOption[];
  /** Read out instead of the name. */
  ariaLabel?: string;
  onChangeAction?: ActionConfig;
  defaultValue?: string;
  direction?: Direction;
  required?: boolean;
}

/** What may stand in a card, a box and the like. */
export type WidgetComponent =
  | Badge
  | Box
  | Button
  | Caption
  | Chart
  | Checkbox
  | Col
  | DatePicker
  | Divider
  | Form
  | Icon
  | Image
  | Input
  | Label
  | Markdown
  | RadioGroup
  | Row
  | Select
  | Spacer
  | Table
  | Text
  | Textarea
  | Title
  | Transition;

/** Every component, with those that have one place only. */
export type AnyComponent = WidgetRoot | WidgetComponent | ListViewItem | TableRow | TableCell;

/** The component of a type, such as `ComponentOf<"Text">`. */
export type ComponentOf<Type extends AnyComponent["type"]> = Extract<AnyComponent, { type: Type }>;
