import { nice, ticks } from "d3-array";
import { area, line } from "d3-shape";
import type {
  ChartSeries,
  ComponentOf,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { colorOf, SERIES_COLORS } from "../values/colors.ts";
import { curveOf } from "./curves.ts";

export type ChartProps = Omit<ComponentOf<"Chart">, "children">;

/** One value of one series. */
interface Point {
  /** Null where the row has no number. */
  readonly value: number | null;
  /** From where to where it is drawn, in values; from above what it is stacked on. */
  readonly from: number;
  readonly to: number;
}

/** A series with what it is drawn with. */
export interface DrawnSeries {
  readonly label: string;
  readonly hasLegend: boolean;
  /** CSS. */
  readonly color: string;
  readonly values: readonly (number | null)[];
}

export interface Bar {
  readonly series: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An SVG path; an area has a line along its top as well. */
export interface Shape {
  readonly series: number;
  readonly kind: "area" | "line";
  readonly d: string;
}

/** What stands above one value of the x axis. */
export interface Column {
  readonly label: string;
  readonly center: number;
  readonly left: number;
  readonly width: number;
}

/** A chart with every place in CSS pixels. */
export interface ChartLayout {
  readonly plot: { readonly left: number; readonly right: number; readonly bottom: number };
  readonly series: readonly DrawnSeries[];
  readonly columns: readonly Column[];
  readonly bars: readonly Bar[];
  readonly shapes: readonly Shape[];
  readonly yTicks: readonly { readonly y: number; readonly value: number }[];
  readonly xTicks: readonly { readonly x: number; readonly text: string }[];
}

const TOP = 8;
const X_AXIS_HEIGHT = 24;
/** However high a chart is: a widget may ask for any height. */
const MAX_TICKS = 12;
/** About the width of a digit of the axes' size. */
const DIGIT = 7;

/** Says which field the x axis shows, and how. */
function axisOf({ xAxis }: ChartProps) {
  return typeof xAxis === "string"
    ? { dataKey: xAxis, hide: false, labels: {} }
    : { hide: false, labels: {}, ...xAxis };
}

/** The rows' values of the x axis, as they are written. */
export function labelsOf(props: ChartProps): readonly string[] {
  const { dataKey, labels } = axisOf(props);
  return props.data.map((row) => {
    const value = Object.hasOwn(row, dataKey) ? String(row[dataKey]) : "";
    return (Object.hasOwn(labels, value) ? labels[value] : undefined) ?? value;
  });
}

/** The series as a legend and a table tell of them. */
export function seriesOf({ series, data }: ChartProps): readonly DrawnSeries[] {
  return series.map(({ label, dataKey, color }, index) => ({
    label: label || dataKey,
    hasLegend: Boolean(label),
    color: colorOf(color, "chart") ?? (SERIES_COLORS[index % SERIES_COLORS.length] as string),
    values: data.map((row) => numberOf(Object.hasOwn(row, dataKey) ? row[dataKey] : undefined)),
  }));
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function stackOf(series: ChartSeries): string | undefined {
  return series.type === "line" || series.stack === undefined
    ? undefined
    : `${series.type} ${series.stack}`;
}

/** Puts the series of one stack on top of each other, what is negative below zero. */
function pointsOf(props: ChartProps, drawn: readonly DrawnSeries[]): readonly (readonly Point[])[] {
  const heights = new Map<string, { up: number; down: number }[]>();
  return drawn.map(({ values }, index) => {
    const stack = stackOf(props.series[index] as ChartSeries);
    if (stack === undefined) {
      return values.map((value) => ({ value, from: 0, to: value ?? 0 }));
    }
    const rows = heights.get(stack) ?? values.map(() => ({ up: 0, down: 0 }));
    heights.set(stack, rows);
    return values.map((value, row) => {
      const height = rows[row] ?? { up: 0, down: 0 };
      const side = (value ?? 0) < 0 ? "down" : "up";
      const from = height[side];
      height[side] = from + (value ?? 0);
      return { value, from, to: height[side] };
    });
  });
}

/**
 * Lays a chart out.
 *
 * @param size of all of it, in CSS pixels
 * @param write a number of the y axis, which makes room for it
 */
export function layoutChart(
  props: ChartProps,
  size: { readonly width: number; readonly height: number },
  write: (value: number) => string,
): ChartLayout {
  const series = seriesOf(props);
  const points = pointsOf(props, series);
  const labels = labelsOf(props);
  const ends = points.flat().flatMap(({ from, to }) => [from, to]);
  const bottom = size.height - (axisOf(props).hide ? TOP : X_AXIS_HEIGHT);
  const count = Math.min(MAX_TICKS, Math.max(2, Math.round((bottom - TOP) / 40)));
  const [low, high] = nice(...spanOf(ends), count) as [number, number];
  const marks = ticks(low, high, count);
  const yOf = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - TOP);

  const axisWidth = props.showYAxis
    ? Math.max(...marks.map((mark) => write(mark).length)) * DIGIT + 10
    : 0;
  const plot = { left: axisWidth, right: Math.max(axisWidth + 1, size.width - 4), bottom };
  const step = (plot.right - plot.left) / Math.max(1, labels.length);
  const columns = labels.map((label, index) => ({
    label,
    left: plot.left + step * index,
    center: plot.left + step * (index + 0.5),
    width: step,
  }));

  return {
    plot,
    series,
    columns,
    bars: barsOf(props, points, columns, yOf),
    shapes: shapesOf(props, points, columns, yOf),
    yTicks: marks.map((value) => ({ value, y: yOf(value) })),
    xTicks: axisOf(props).hide ? [] : xTicksOf(columns, step),
  };
}

/** From the lowest to the highest value, with zero in it, and never empty. */
function spanOf(values: readonly number[]): [number, number] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  return low === high ? [0, 1] : [low, high];
}

/** Leaves out labels that would run into each other. */
function xTicksOf(columns: readonly Column[], step: number): ChartLayout["xTicks"] {
  const longest = Math.max(1, ...columns.map(({ label }) => label.length)) * DIGIT + 8;
  const every = Math.max(1, Math.ceil(Math.min(longest, 160) / step));
  return columns
    .filter((_, index) => index % every === 0)
    .map(({ center, label }) => ({
      x: center,
      text: cut(label, Math.floor((step * every) / DIGIT)),
    }));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1))}…`;
}

type Scale = (value: number) => number;

function barsOf(
  { series, barGap = 4, barCategoryGap }: ChartProps,
  points: readonly (readonly Point[])[],
  columns: readonly Column[],
  yOf: Scale,
): readonly Bar[] {
  // Series of one stack share a place beside the others.
  const places = new Map<string, number>();
  const placeOf = series.map((one, index) => {
    if (one.type !== "bar") return undefined;
    const name = stackOf(one) ?? `alone ${index}`;
    if (!places.has(name)) places.set(name, places.size);
    return places.get(name);
  });
  const step = columns[0]?.width ?? 0;
  const group = Math.max(1, step - (barCategoryGap ?? step * 0.25));
  const width = Math.max(1, (group - barGap * (places.size - 1)) / Math.max(1, places.size));
  return placeOf.flatMap((place, index) =>
    place === undefined
      ? []
      : columns.flatMap(({ left }, row) => {
          const point = points[index]?.[row];
          if (!point || point.value === null) return [];
          const top = Math.min(yOf(point.from), yOf(point.to));
          return {
            series: index,
            x: left + (step - group) / 2 + place * (width + barGap),
            y: top,
            width,
            height: Math.abs(yOf(point.from) - yOf(point.to)),
          };
        }),
  );
}

function shapesOf(
  { series }: ChartProps,
  points: readonly (readonly Point[])[],
  columns: readonly Column[],
  yOf: Scale,
): readonly Shape[] {
  return series.flatMap((one, index) => {
    if (one.type === "bar") return [];
    const own = (points[index] ?? []).map((point, row) => ({
      ...point,
      x: columns[row]?.center ?? 0,
    }));
    type Placed = (typeof own)[number];
    const curve = curveOf(one.curveType);
    const isThere = ({ value }: Placed) => value !== null;
    const xOf = ({ x }: Placed) => x;
    const topOf = ({ to }: Placed) => yOf(to);
    const along = line<Placed>(xOf, topOf).defined(isThere).curve(curve)(own) ?? "";
    const edge: Shape = { series: index, kind: "line", d: along };
    if (one.type === "line") return [edge];
    const filled = area<Placed>(xOf, ({ from }) => yOf(from), topOf);
    return [
      { series: index, kind: "area", d: filled.defined(isThere).curve(curve)(own) ?? "" },
      edge,
    ];
  });
}
