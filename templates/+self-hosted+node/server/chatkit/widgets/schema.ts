import { z } from "zod";
import { type IconName, isIconName } from "../icons.ts";
import type * as c from "./components.ts";
import * as enums from "./enums.ts";
import { WidgetError } from "./errors.ts";
import { describeIssues } from "./issues.ts";

/**
 * Checks a whole widget that came from anywhere: a template, a model, plain objects.
 *
 * @returns the same value
 * @throws WidgetError that names every fault by its path, such as `children[2].size`
 */
export function parseWidget(value: unknown): c.WidgetRoot {
  return check(value, root) as c.WidgetRoot;
}

/**
 * Checks one component and all that is in it.
 *
 * @returns the same value
 * @throws WidgetError that names every fault by its path
 */
export function parseComponent<Type extends c.AnyComponent["type"]>(
  type: Type,
  value: unknown,
): c.ComponentOf<Type> {
  return check(value, schemas[type]) as c.ComponentOf<Type>;
}

function check(value: unknown, schema: z.ZodType): unknown {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new WidgetError(describeIssues(value, result.error.issues, propsOf));
  }
  return value;
}

function propsOf(type: unknown): readonly string[] | undefined {
  return typeof type === "string" && Object.hasOwn(schemas, type)
    ? Object.keys(schemas[type as keyof typeof schemas].shape)
    : undefined;
}

// Schemas that must have the keys of an interface: those it requires, and those it does not.

type OptionalKey<T> = {
  [Key in keyof T]-?: object extends Pick<T, Key> ? Key : never;
}[keyof T];

type RequiredShape<T> = { [Key in Exclude<keyof T, OptionalKey<T>>]: z.ZodType<T[Key]> };
type OptionalShape<T> = { [Key in OptionalKey<T>]-?: z.ZodType<Exclude<T[Key], undefined>> };

/** An object with these keys and no others. */
function object<T extends object>(required: RequiredShape<T>, optional: OptionalShape<T>) {
  const shape: Record<string, z.ZodType> = { ...(required as Record<string, z.ZodType>) };
  for (const [key, schema] of Object.entries<z.ZodType>(optional)) {
    shape[key] = schema.optional();
  }
  return z.strictObject(shape) as unknown as z.ZodType<T> & z.ZodObject;
}

type Base = "type" | "id" | "key";
type ComponentSchema = z.ZodObject<{ type: z.ZodLiteral<string> }>;

function component<Type extends c.AnyComponent["type"]>(
  type: Type,
  required: RequiredShape<Omit<c.ComponentOf<Type>, Base>>,
  optional: OptionalShape<Omit<c.ComponentOf<Type>, Base>>,
) {
  return z.strictObject({
    type: z.literal(type),
    id: text.optional(),
    key: text.optional(),
    ...object(required, optional).shape,
  });
}

/** Any of these components, told apart by their type. */
function oneOf<Component extends c.AnyComponent>(
  members: Record<string, z.ZodObject>,
): z.ZodType<Component> {
  const [first, ...rest] = Object.values(members) as [ComponentSchema, ...ComponentSchema[]];
  return z.discriminatedUnion("type", [first, ...rest]) as unknown as z.ZodType<Component>;
}

// Values

const text = z.string();
const number = z.number();
const flag = z.boolean();
const dimension = z.union([number, text]);
const color: z.ZodType<c.Color> = z.union([
  text,
  object<c.ThemeColor>({ dark: text, light: text }, {}),
]);
const icon = z.custom<IconName>((value) => typeof value === "string" && isIconName(value), {
  error: ({ input }) =>
    input === undefined ? "is missing" : `${JSON.stringify(input)} is not the name of an icon`,
});

const spacingSides = object<c.SpacingSides>(
  {},
  {
    top: dimension,
    right: dimension,
    bottom: dimension,
    left: dimension,
    x: dimension,
    y: dimension,
  },
);
const spacing = z.union([number, text, spacingSides]);

const borderLine = object<c.BorderLine>(
  { size: number },
  { color, style: z.enum(enums.LINE_STYLES) },
);
const borderSide = z.union([number, borderLine]);
const borderSides = object<c.BorderSides>(
  {},
  {
    top: borderSide,
    right: borderSide,
    bottom: borderSide,
    left: borderSide,
    x: borderSide,
    y: borderSide,
  },
);
// Chosen before it is checked, so that a fault is told of the kind that was meant.
const border = z.custom<c.Border>().superRefine((value, context) => {
  const isObject = typeof value === "object" && value !== null;
  const isLine = isObject && ["size", "color", "style"].some((key) => key in value);
  const kind = isLine ? borderLine : isObject ? borderSides : number;
  for (const issue of kind.safeParse(value).error?.issues ?? []) {
    context.addIssue({ ...issue });
  }
});

const action = object<c.ActionConfig>(
  { type: text },
  {
    payload: z.unknown(),
    handler: z.enum(enums.HANDLERS),
    loadingBehavior: z.enum(enums.LOADING_BEHAVIORS),
    streaming: flag,
  },
);
const cardAction = object<c.CardAction>({ label: text, action }, {});
// One object, because a fault is then told better than a union's.
const status: z.ZodType<c.WidgetStatus> = object<{
  text: string;
  favicon?: string;
  frame?: boolean;
  icon?: IconName;
}>({ text }, { favicon: text, frame: flag, icon });

const alignment = z.enum(enums.ALIGNMENTS);
const place = z.enum(enums.PLACES);
const direction = z.enum(enums.DIRECTIONS);
const theme = z.enum(enums.THEMES);
const weight = z.enum(enums.WEIGHTS);
const textSize = z.enum(enums.TEXT_SIZES);
const smallSize = z.enum(enums.SMALL_SIZES);
const controlSize = z.enum(enums.CONTROL_SIZES);
const controlVariant = z.enum(enums.CONTROL_VARIANTS);
const fieldVariant = z.enum(enums.FIELD_VARIANTS);
const gutterSize = z.enum(enums.GUTTER_SIZES);

// What may stand where; lazy, because components hold components.

const child: z.ZodType<c.WidgetComponent> = z.lazy(() => anywhere);
const children = z.array(child);
const rootOrChild: z.ZodType<c.WidgetRoot | c.WidgetComponent> = z.lazy(() => inBasic);

// Props that several components share

const sizes = {
  height: dimension,
  width: dimension,
  size: dimension,
  minHeight: dimension,
  minWidth: dimension,
  minSize: dimension,
  maxHeight: dimension,
  maxWidth: dimension,
  maxSize: dimension,
  aspectRatio: dimension,
};
const block = { ...sizes, radius: z.enum(enums.RADII), margin: spacing };
const box = {
  ...block,
  children,
  align: alignment,
  justify: z.enum(enums.JUSTIFICATIONS),
  wrap: z.enum(enums.WRAPS),
  flex: dimension,
  gap: dimension,
  padding: spacing,
  border,
  background: color,
};
const textLook = { color, weight, textAlign: place, truncate: flag, maxLines: number };
const typing = {
  defaultValue: text,
  required: flag,
  pattern: text,
  placeholder: text,
  allowAutofillExtensions: flag,
  autoSelect: flag,
  autoFocus: flag,
  disabled: flag,
  variant: fieldVariant,
  size: controlSize,
  gutterSize,
};
const choosing = {
  onChangeAction: action,
  placeholder: text,
  defaultValue: text,
  variant: controlVariant,
  size: controlSize,
  pill: flag,
  block: flag,
  clearable: flag,
  disabled: flag,
};

const series: z.ZodType<c.ChartSeries> = z.discriminatedUnion("type", [
  object<c.BarSeries>(
    { type: z.literal("bar"), dataKey: text },
    { label: text.nullable(), stack: text, color },
  ),
  object<c.AreaSeries>(
    { type: z.literal("area"), dataKey: text },
    { label: text.nullable(), stack: text, color, curveType: z.enum(enums.CURVE_TYPES) },
  ),
  object<c.LineSeries>(
    { type: z.literal("line"), dataKey: text },
    { label: text.nullable(), color, curveType: z.enum(enums.CURVE_TYPES) },
  ),
]);

// Components

// These stand in one place only.

const listViewItem = component(
  "ListViewItem",
  { children },
  { onClickAction: action, gap: dimension, align: alignment },
);
const tableCell = component(
  "Table.Cell",
  {},
  {
    children,
    width: dimension,
    padding: spacingSides,
    colSpan: number,
    rowSpan: number,
    align: place,
    vAlign: place,
    colSize: textSize,
  },
);
const tableRow = component(
  "Table.Row",
  {},
  { children: z.array(oneOf<c.TableCell>({ tableCell })), header: flag },
);

const roots = {
  Card: component(
    "Card",
    { children },
    {
      asForm: flag,
      background: color,
      border,
      size: z.enum(enums.CARD_SIZES),
      padding: spacing,
      status,
      collapsed: flag,
      confirm: cardAction,
      cancel: cardAction,
      theme,
    },
  ),
  ListView: component(
    "ListView",
    { children: z.array(oneOf<c.ListViewItem>({ listViewItem })) },
    { limit: z.union([number, z.literal("auto")]), status, theme },
  ),
  Basic: component(
    "Basic",
    { children: z.array(rootOrChild) },
    {
      theme,
      direction,
      gap: dimension,
      padding: spacing,
      align: alignment,
      justify: z.enum(enums.JUSTIFICATIONS),
    },
  ),
};

const others = {
  Badge: component(
    "Badge",
    { label: text },
    {
      color: z.enum(enums.BADGE_COLORS),
      variant: z.enum(enums.BADGE_VARIANTS),
      size: smallSize,
      pill: flag,
    },
  ),
  Box: component("Box", {}, { ...box, direction }),
  Button: component(
    "Button",
    {},
    {
      label: text,
      submit: flag,
      onClickAction: action,
      iconStart: icon,
      iconEnd: icon,
      iconSize: z.enum(enums.BUTTON_ICON_SIZES),
      style: z.enum(enums.BUTTON_STYLES),
      color: z.enum(enums.BUTTON_COLORS),
      variant: controlVariant,
      size: controlSize,
      pill: flag,
      uniform: flag,
      block: flag,
      disabled: flag,
    },
  ),
  Caption: component("Caption", { value: text }, { ...textLook, size: smallSize }),
  Chart: component(
    "Chart",
    {
      data: z.array(z.record(text, z.union([text, number]))),
      series: z.array(series),
      xAxis: z.union([
        text,
        object<c.XAxis>({ dataKey: text }, { hide: flag, labels: z.record(text, text) }),
      ]),
    },
    {
      ...sizes,
      showYAxis: flag,
      showLegend: flag,
      showTooltip: flag,
      barGap: number,
      barCategoryGap: number,
      flex: dimension,
    },
  ),
  Checkbox: component(
    "Checkbox",
    { name: text },
    { label: text, defaultChecked: flag, onChangeAction: action, disabled: flag, required: flag },
  ),
  Col: component("Col", {}, box),
  DatePicker: component(
    "DatePicker",
    { name: text },
    { ...choosing, min: text, max: text, side: z.enum(enums.SIDES), align: place },
  ),
  Divider: component("Divider", {}, { color, size: dimension, spacing: dimension, flush: flag }),
  Form: component("Form", {}, { ...box, onSubmitAction: action, direction }),
  Icon: component("Icon", { name: icon }, { color, size: z.enum(enums.ICON_SIZES) }),
  Image: component(
    "Image",
    { src: text },
    {
      ...block,
      alt: text,
      fit: z.enum(enums.IMAGE_FITS),
      position: z.enum(enums.IMAGE_POSITIONS),
      frame: flag,
      flush: flag,
      background: color,
      flex: dimension,
    },
  ),
  Input: component(
    "Input",
    { name: text },
    { ...typing, inputType: z.enum(enums.INPUT_TYPES), pill: flag },
  ),
  Label: component(
    "Label",
    { value: text, fieldName: text },
    { size: textSize, weight, textAlign: place, color },
  ),
  Markdown: component("Markdown", { value: text }, { streaming: flag }),
  RadioGroup: component(
    "RadioGroup",
    { name: text },
    {
      options: z.array(object<c.RadioOption>({ label: text, value: text }, { disabled: flag })),
      ariaLabel: text,
      onChangeAction: action,
      defaultValue: text,
      direction,
      disabled: flag,
      required: flag,
    },
  ),
  Row: component("Row", {}, box),
  Select: component(
    "Select",
    {
      name: text,
      options: z.array(
        object<c.SelectOption>({ value: text, label: text }, { disabled: flag, description: text }),
      ),
    },
    { ...choosing, searchable: flag },
  ),
  Spacer: component("Spacer", {}, { minSize: dimension }),
  Table: component("Table", {}, { children: z.array(oneOf<c.TableRow>({ tableRow })) }),
  Text: component(
    "Text",
    { value: text },
    {
      ...textLook,
      size: textSize,
      streaming: flag,
      italic: flag,
      lineThrough: flag,
      width: dimension,
      minLines: number,
      editable: z.union([
        z.literal(false),
        object<c.EditableProps>(
          { name: text },
          {
            autoFocus: flag,
            autoSelect: flag,
            autoComplete: text,
            allowAutofillExtensions: flag,
            pattern: text,
            placeholder: text,
            required: flag,
          },
        ),
      ]),
    },
  ),
  Textarea: component(
    "Textarea",
    { name: text },
    { ...typing, rows: number, autoResize: flag, maxRows: number },
  ),
  Title: component("Title", { value: text }, { ...textLook, size: z.enum(enums.TITLE_SIZES) }),
  Transition: component("Transition", { children: child.nullable() }, {}),
};

const schemas = {
  ...roots,
  ...others,
  ListViewItem: listViewItem,
  "Table.Row": tableRow,
  "Table.Cell": tableCell,
};

const root = oneOf<c.WidgetRoot>(roots);
const anywhere = oneOf<c.WidgetComponent>(others);
const inBasic = oneOf<c.WidgetRoot | c.WidgetComponent>({ ...roots, ...others });
