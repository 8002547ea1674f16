import type * as c from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import * as enums from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/enums.ts";
import {
  anything,
  type Children,
  flag,
  kind,
  listOf,
  need,
  number,
  object,
  objectOr,
  oneOf,
  orNull,
  type Prop,
  recordOf,
  text,
  textOrNumber,
} from "./checks.ts";
import {
  action,
  border,
  cardAction,
  color,
  date,
  editable,
  icon,
  length,
  margin,
  padding,
  paddingSides,
  pattern,
  pictureUrl,
  ratio,
  share,
  space,
  status,
} from "./values.ts";

export type ComponentType = c.AnyComponent["type"];

type PropName<Type extends ComponentType> = Exclude<
  keyof c.ComponentOf<Type>,
  "type" | "id" | "key"
>;

/**
 * Every component with every prop that it has; those of the types of `@openai/chatkit` and of the
 * models of `openai-chatkit` alike. The schema that apps check widgets with is far too large for a
 * browser: this says the same, and a test holds the two together.
 */
type Grammar = {
  readonly [Type in ComponentType]: Readonly<Record<PropName<Type>, Prop>>;
};

/** What a whole widget can be. */
export const ROOTS: readonly string[] = ["Card", "ListView", "Basic"];
const ONE_PLACE = ["ListViewItem", "Table.Row", "Table.Cell"];

const typesWithout = (...types: readonly string[]) =>
  Object.keys(GRAMMAR).filter((type) => !types.includes(type));
const anywhere = () => typesWithout(...ROOTS, ...ONE_PLACE);

const list = (holds: Children["holds"]): Children => ({
  holds,
  isRequired: false,
  isAlone: false,
});
const must = (children: Children): Children => ({ ...children, isRequired: true });
const children = list(anywhere);

const alignment = oneOf(enums.ALIGNMENTS);
const justification = oneOf(enums.JUSTIFICATIONS);
const place = oneOf(enums.PLACES);
const direction = oneOf(enums.DIRECTIONS);
const theme = oneOf(enums.THEMES);
const weight = oneOf(enums.WEIGHTS);
const textSize = oneOf(enums.TEXT_SIZES);
const smallSize = oneOf(enums.SMALL_SIZES);
const controlSize = oneOf(enums.CONTROL_SIZES);
const controlVariant = oneOf(enums.CONTROL_VARIANTS);
const curveType = oneOf(enums.CURVE_TYPES);
const textColor = color("text");
const background = color("background");
const seriesColor = color("chart");

const sizes = {
  height: length,
  width: length,
  size: length,
  minHeight: length,
  minWidth: length,
  minSize: length,
  maxHeight: length,
  maxWidth: length,
  maxSize: length,
  aspectRatio: ratio,
};
const block = { ...sizes, radius: oneOf(enums.RADII), margin };
const box = {
  ...block,
  children,
  align: alignment,
  justify: justification,
  wrap: oneOf(enums.WRAPS),
  flex: share,
  gap: space,
  padding,
  border,
  background,
};
const look = {
  value: need(text),
  color: textColor,
  weight,
  textAlign: place,
  truncate: flag,
  maxLines: number,
};
const typing = {
  name: need(text),
  defaultValue: text,
  required: flag,
  pattern,
  placeholder: text,
  allowAutofillExtensions: flag,
  autoSelect: flag,
  autoFocus: flag,
  disabled: flag,
  variant: oneOf(enums.FIELD_VARIANTS),
  size: controlSize,
  gutterSize: oneOf(enums.GUTTER_SIZES),
};
const choosing = {
  name: need(text),
  onChangeAction: action,
  placeholder: text,
  variant: controlVariant,
  size: controlSize,
  pill: flag,
  block: flag,
  clearable: flag,
  disabled: flag,
};
const series = { label: orNull(text), dataKey: need(text), color: seriesColor };

const seriesKinds: Readonly<Record<string, ReturnType<typeof object>>> = {
  bar: object({ type: anything, ...series, stack: text }),
  area: object({ type: anything, ...series, stack: text, curveType }),
  line: object({ type: anything, ...series, curveType }),
};
const anySeries: Prop = (value, path, tell) => {
  const type = objectTypeOf(value);
  const kind = Object.hasOwn(seriesKinds, type) ? seriesKinds[type] : undefined;
  if (kind !== undefined) return kind(value, path, tell);
  oneOf(Object.keys(seriesKinds))(type, [...path, "type"], tell);
  return undefined;
};

function objectTypeOf(value: unknown): string {
  const type = (value as { type?: unknown } | null)?.type;
  return typeof type === "string" ? type : "";
}

export const GRAMMAR: Grammar = {
  Badge: {
    label: need(text),
    color: oneOf(enums.BADGE_COLORS),
    variant: oneOf(enums.BADGE_VARIANTS),
    size: smallSize,
    pill: flag,
  },
  Basic: {
    children: must(list(() => typesWithout(...ONE_PLACE))),
    theme,
    direction,
    gap: space,
    padding,
    align: alignment,
    justify: justification,
  },
  Box: { ...box, direction },
  Button: {
    label: text,
    submit: flag,
    onClickAction: action,
    iconStart: icon,
    iconEnd: icon,
    iconSize: oneOf(enums.BUTTON_ICON_SIZES),
    style: oneOf(enums.BUTTON_STYLES),
    color: oneOf(enums.BUTTON_COLORS),
    variant: controlVariant,
    size: controlSize,
    pill: flag,
    uniform: flag,
    block: flag,
    disabled: flag,
  },
  Caption: { ...look, size: smallSize },
  Card: {
    children: must(children),
    asForm: flag,
    background,
    border,
    size: oneOf(enums.CARD_SIZES),
    padding,
    status,
    collapsed: flag,
    confirm: cardAction,
    cancel: cardAction,
    theme,
  },
  Chart: {
    ...sizes,
    data: need(listOf(recordOf(textOrNumber))),
    series: need(listOf(anySeries)),
    xAxis: need(
      objectOr(object({ dataKey: need(text), hide: flag, labels: recordOf(text) }), text),
    ),
    showYAxis: flag,
    showLegend: flag,
    showTooltip: flag,
    barGap: number,
    barCategoryGap: number,
    flex: share,
  },
  Checkbox: {
    name: need(text),
    label: text,
    defaultChecked: flag,
    onChangeAction: action,
    disabled: flag,
    required: flag,
  },
  Col: box,
  DatePicker: {
    ...choosing,
    defaultValue: date,
    min: date,
    max: date,
    side: oneOf(enums.SIDES),
    align: place,
  },
  Divider: { color: color("border"), size: length, spacing: space, flush: flag },
  Form: { ...box, onSubmitAction: action, direction },
  Icon: { name: need(icon), color: textColor, size: oneOf(enums.ICON_SIZES) },
  Image: {
    ...block,
    src: need(pictureUrl),
    alt: text,
    fit: oneOf(enums.IMAGE_FITS),
    position: oneOf(enums.IMAGE_POSITIONS),
    frame: flag,
    flush: flag,
    background,
    flex: share,
  },
  Input: { ...typing, inputType: oneOf(enums.INPUT_TYPES), pill: flag },
  Label: {
    value: need(text),
    fieldName: need(text),
    size: textSize,
    weight,
    textAlign: place,
    color: textColor,
  },
  ListView: {
    children: must(list(() => ["ListViewItem"])),
    limit: kind('a number or "auto"', (value) => value === "auto" || Number.isFinite(value)),
    status,
    theme,
  },
  ListViewItem: {
    children: must(children),
    onClickAction: action,
    gap: space,
    align: alignment,
  },
  Markdown: { value: need(text), streaming: flag },
  RadioGroup: {
    name: need(text),
    options: listOf(object({ label: need(text), value: need(text), disabled: flag })),
    ariaLabel: text,
    onChangeAction: action,
    defaultValue: text,
    direction,
    disabled: flag,
    required: flag,
  },
  Row: box,
  Select: {
    ...choosing,
    options: need(
      listOf(object({ value: need(text), label: need(text), disabled: flag, description: text })),
    ),
    defaultValue: text,
    searchable: flag,
  },
  Spacer: { minSize: length },
  Table: { children: list(() => ["Table.Row"]) },
  "Table.Cell": {
    children,
    width: length,
    padding: paddingSides,
    colSpan: number,
    rowSpan: number,
    align: place,
    vAlign: place,
    colSize: textSize,
  },
  "Table.Row": { children: list(() => ["Table.Cell"]), header: flag },
  Text: {
    ...look,
    size: textSize,
    streaming: flag,
    italic: flag,
    lineThrough: flag,
    width: length,
    minLines: number,
    editable,
  },
  Textarea: { ...typing, rows: number, autoResize: flag, maxRows: number },
  Title: { ...look, size: oneOf(enums.TITLE_SIZES) },
  Transition: { children: { holds: anywhere, isRequired: true, isAlone: true } },
};
