import { describe, expect, test } from "vitest";
import {
  type ChartProps,
  layoutChart,
} from "../../../../src/offline/element/widgets/chart/layout.ts";
import { CURVE_TYPES } from "../../../../templates/+self-hosted+node/server/chatkit/widgets/enums.ts";

const SIZE = { width: 404, height: 224 };

function layout(props: Partial<ChartProps>) {
  const { type = "Chart", data = ROWS, series = [BAR], xAxis = "x", ...more } = props;
  return layoutChart({ type, data, series, xAxis, ...more }, SIZE, String);
}

const ROWS = [
  { x: "a", one: 10, two: 30 },
  { x: "b", one: 20, two: -10 },
];
const BAR = { type: "bar", dataKey: "one", label: "One" } as const;
const OTHER = { type: "bar", dataKey: "two", label: "Two" } as const;

describe("bars", () => {
  test("are as high as their values, from zero up", () => {
    const [first, second] = layout({}).bars;
    expect((second?.height ?? 0) / (first?.height ?? 1)).toBeCloseTo(2);
    const floor = (bar = first) => (bar?.y ?? 0) + (bar?.height ?? 0);
    expect(floor(first)).toBeCloseTo(floor(second));
  });

  test("below zero hang from it", () => {
    const { bars, yTicks } = layout({ series: [OTHER] });
    const zero = yTicks.find(({ value }) => value === 0)?.y ?? Number.NaN;
    expect(bars[0]?.y).toBeLessThan(zero);
    expect(bars[1]?.y).toBeCloseTo(zero);
  });

  test("stand beside each other, so far apart as barGap says", () => {
    const [first, , second] = layout({ series: [BAR, OTHER], barGap: 10 }).bars;
    expect((second?.x ?? 0) - (first?.x ?? 0) - (first?.width ?? 0)).toBeCloseTo(10);
  });

  test("leave as much between groups as barCategoryGap says", () => {
    const [first, second] = layout({ barCategoryGap: 50 }).bars;
    expect((second?.x ?? 0) - (first?.x ?? 0) - (first?.width ?? 0)).toBeCloseTo(50);
  });

  test("of one stack stand on each other", () => {
    const series = [
      { ...BAR, stack: "s" },
      { ...OTHER, stack: "s" },
    ];
    const [below, , above] = layout({ series }).bars;
    expect(above?.x).toBe(below?.x);
    expect((above?.y ?? 0) + (above?.height ?? 0)).toBeCloseTo(below?.y ?? 0);
  });

  test("are missing where there is no number", () => {
    const data = [{ x: "a", one: "none" }, { x: "b", one: "20" }, { x: "c" }];
    expect(layout({ data: data as ChartProps["data"] }).bars).toHaveLength(1);
  });
});

describe("lines and areas", () => {
  test.each(CURVE_TYPES)("of the curve %s are drawn", (curveType) => {
    const data = [1, 4, 2, 8, 5, 7].map((one, x) => ({ x, one }));
    const series = (["line", "area"] as const).map((type) => ({ type, dataKey: "one", curveType }));
    const shapes = layout({ data, series }).shapes.map(({ kind, d }) => [kind, d.length > 10]);
    expect(shapes).toEqual([
      ["line", true],
      ["area", true],
      ["line", true],
    ]);
  });

  test("of one stack stand on each other", () => {
    const alone = layout({ series: [{ type: "area", dataKey: "one" }] });
    const series = ["one", "one"].map(
      (dataKey) => ({ type: "area", dataKey, stack: "s" }) as const,
    );
    const stacked = layout({ series });
    expect(stacked.yTicks.at(-1)?.value).toBe(40);
    expect(alone.yTicks.at(-1)?.value).toBe(20);
  });
});

describe("axes", () => {
  test("the y axis takes room if it is shown", () => {
    expect(layout({}).plot.left).toBe(0);
    expect(layout({ showYAxis: true }).plot.left).toBeGreaterThan(10);
  });

  test("the x axis writes labels instead of values, or nothing", () => {
    const labels = { a: "Alpha" };
    const texts = (xAxis: ChartProps["xAxis"]) => layout({ xAxis }).xTicks.map(({ text }) => text);
    expect(texts({ dataKey: "x", labels })).toEqual(["Alpha", "b"]);
    expect(texts({ dataKey: "x", hide: true })).toEqual([]);
    expect(layout({ xAxis: { dataKey: "x", hide: true } }).plot.bottom).toBeGreaterThan(
      layout({}).plot.bottom,
    );
  });

  test("labels that would run into each other are left out", () => {
    const data = Array.from({ length: 100 }, (_, x) => ({ x: `Number ${x}`, one: x }));
    const { xTicks, columns } = layout({ data });
    expect(columns).toHaveLength(100);
    expect(xTicks.length).toBeLessThan(10);
  });
});

test("series without a colour have different ones, and a name even without a label", () => {
  const series = Array.from({ length: 8 }, () => ({ type: "line", dataKey: "one" }) as const);
  const drawn = layout({ series }).series;
  expect(new Set(drawn.map(({ color }) => color)).size).toBe(7);
  expect(drawn[0]).toMatchObject({ label: "one", hasLegend: false });
});

test.each([
  ["no rows", { data: [] }],
  ["no series", { series: [] }],
  ["only zeros", { data: [{ x: "a", one: 0 }] }],
  ["huge numbers", { data: [{ x: "a", one: 1e308 }] }],
  ["one row", { data: [{ x: "a", one: 1 }], series: [{ type: "line", dataKey: "one" } as const] }],
])("%s can be drawn", (_name, props) => {
  expect(JSON.stringify(layout(props))).not.toMatch(/null|NaN|Infinity/);
});
