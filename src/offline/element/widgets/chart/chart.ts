import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { View } from "../scene.ts";
import { flexOf, sizesOf } from "../values/boxes.ts";
import { styles } from "../values/styles.ts";
import {
  type ChartLayout,
  type ChartProps,
  type DrawnSeries,
  labelsOf,
  layoutChart,
  seriesOf,
} from "./layout.ts";

/** `<chatkit-offline-chart>`: bars, areas and lines, with a table for who does not see them. */
class Chart extends LitElement {
  static override properties = {
    props: { attribute: false },
    locale: { attribute: false },
    size: { state: true },
    column: { state: true },
  };
  declare props: ChartProps;
  declare locale: string;
  /** Of the plot, in CSS pixels; null before it is in the page. */
  declare size: { readonly width: number; readonly height: number } | null;
  /** The one whose values are shown. */
  declare column: number | null;

  readonly #observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    this.size = width > 0 && height > 0 ? { width, height } : null;
  });

  constructor() {
    super();
    this.size = null;
    this.column = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    const plot = this.querySelector(".ckw-plot");
    if (plot) this.#observer.observe(plot);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.firstUpdated();
  }

  #write = (value: number): string =>
    new Intl.NumberFormat(this.locale, {
      notation: Math.abs(value) >= 10_000 ? "compact" : "standard",
      maximumFractionDigits: 2,
    }).format(value);

  protected override render(): TemplateResult {
    const { props, size } = this;
    const series = seriesOf(props);
    const layout = size && layoutChart(props, size, this.#write);
    const named = series.filter(({ hasLegend }) => hasLegend);
    const hasTooltip = props.showTooltip !== false;
    return html`<figure class="ckw-chart" ${styles({ ...sizesOf(props), flex: flexOf(props.flex) })}>
      <div
        class="ckw-plot"
        role="group"
        tabindex=${ifDefined(hasTooltip ? "0" : undefined)}
        aria-label=${`Chart of ${series.map(({ label }) => label).join(", ")}.${hasTooltip ? " The arrow keys lead through its values." : ""}`}
        @pointermove=${hasTooltip ? this.#onPointer : nothing}
        @pointerleave=${this.#leave}
        @blur=${this.#leave}
        @keydown=${hasTooltip ? this.#onKeydown : nothing}
      >
        ${layout ? this.#drawing(layout) : nothing}
        <div aria-live="polite">${layout && this.column !== null ? this.#tooltip(layout, this.column) : nothing}</div>
      </div>
      ${
        props.showLegend !== false && named.length > 0
          ? html`<ul class="ckw-legend" role="list">
              ${named.map((one) => html`<li>${swatch(one)}${one.label}</li>`)}
            </ul>`
          : nothing
      }
      ${this.#table(series)}
    </figure>`;
  }

  #drawing({ plot, series, columns, bars, shapes, yTicks, xTicks }: ChartLayout): TemplateResult {
    const { width = 0, height = 0 } = this.size ?? {};
    const pointed = this.column === null ? undefined : columns[this.column];
    const colored = (index: number) => styles({ color: series[index]?.color });
    return html`<svg width=${width} height=${height} aria-hidden="true" dir="ltr">
      ${yTicks.map(
        ({
          y,
          value,
        }) => svg`<line class="ckw-grid" x1=${plot.left} x2=${plot.right} y1=${y} y2=${y}></line>
        ${this.props.showYAxis ? svg`<text class="ckw-y" x=${plot.left - 8} y=${y}>${this.#write(value)}</text>` : nothing}`,
      )}
      ${
        pointed
          ? svg`<rect class="ckw-pointed" x=${pointed.left} width=${pointed.width} y="0" height=${plot.bottom}></rect>`
          : nothing
      }
      ${bars.map(
        (
          bar,
        ) => svg`<rect class="ckw-bar" x=${bar.x} y=${bar.y} width=${bar.width} height=${bar.height}
          rx=${Math.min(3, bar.width / 2, bar.height)} ${colored(bar.series)}></rect>`,
      )}
      ${shapes.map((shape) => svg`<path class=${`ckw-${shape.kind}`} d=${shape.d} ${colored(shape.series)}></path>`)}
      ${xTicks.map(({ x, text }) => svg`<text class="ckw-x" x=${x} y=${plot.bottom + 16}>${text}</text>`)}
    </svg>`;
  }

  #tooltip({ columns, series }: ChartLayout, index: number): TemplateResult {
    const { center = 0, label = "" } = columns[index] ?? {};
    const isRight = center > (this.size?.width ?? 0) / 2;
    return html`<div
      class="ckw-tip"
      ${styles(isRight ? { right: `calc(100% - ${center}px + 8px)` } : { left: `${center + 8}px` })}
    >
      <strong>${label}</strong>
      ${series.map(
        (one) =>
          html`<span>${swatch(one)}${one.label}: ${this.#cell(one.values[index] ?? null)}</span>`,
      )}
    </div>`;
  }

  #cell(value: number | null): string {
    return value === null ? "–" : new Intl.NumberFormat(this.locale).format(value);
  }

  #table(series: readonly DrawnSeries[]): TemplateResult {
    return html`<table class="ck-visually-hidden">
      <thead>
        <tr><td></td>${series.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr>
      </thead>
      <tbody>
        ${labelsOf(this.props).map(
          (label, row) => html`<tr>
            <th scope="row">${label}</th>
            ${series.map(({ values }) => html`<td>${this.#cell(values[row] ?? null)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #onPointer = (event: PointerEvent): void => {
    const plot = event.currentTarget as HTMLElement;
    const layout = this.size && layoutChart(this.props, this.size, this.#write);
    const x = event.clientX - plot.getBoundingClientRect().left;
    const index =
      layout?.columns.findIndex(({ left, width }) => x >= left && x < left + width) ?? -1;
    this.column = index < 0 ? null : index;
  };

  #leave = (): void => {
    this.column = null;
  };

  #onKeydown = (event: KeyboardEvent): void => {
    const last = this.props.data.length - 1;
    const { column } = this;
    const moves: Readonly<Record<string, number | null>> = {
      ArrowLeft: Math.max(0, (column ?? last + 1) - 1),
      ArrowRight: Math.min(last, (column ?? -1) + 1),
      Home: 0,
      End: last,
      Escape: null,
    };
    const next = moves[event.key];
    if (next === undefined || last < 0 || (next === null && column === null)) return;
    event.preventDefault();
    if (next === null) event.stopPropagation();
    this.column = next;
  };
}

function swatch({ color }: DrawnSeries): TemplateResult {
  return html`<span class="ckw-swatch" ${styles({ color })}></span>`;
}

if (!customElements.get("chatkit-offline-chart")) {
  customElements.define("chatkit-offline-chart", Chart);
}

/** Draws a `Chart`, with a table of its data for those who cannot see it. */
export function chart({ props }: ShownNode<"Chart">, { scene }: View): TemplateResult {
  return html`<chatkit-offline-chart .props=${props} .locale=${scene.locale}></chatkit-offline-chart>`;
}
