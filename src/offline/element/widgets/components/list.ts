import { html, LitElement, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { tooltip } from "../../primitives/tooltip.ts";
import type { ShownNode, WidgetNode } from "../grammar/read-widget.ts";
import type { View } from "../scene.ts";
import { flowOf } from "../values/boxes.ts";
import { styles } from "../values/styles.ts";

/** `<chatkit-offline-list>`: the items of a ListView, at first no more than its limit. */
class List extends LitElement {
  static override properties = {
    nodes: { attribute: false },
    limit: { attribute: false },
    view: { attribute: false },
    isWhole: { state: true },
  };
  declare nodes: readonly WidgetNode[];
  declare limit: number;
  declare view: View;
  declare isWhole: boolean;

  constructor() {
    super();
    this.nodes = [];
    this.limit = Number.POSITIVE_INFINITY;
    this.isWhole = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { nodes, view } = this;
    const limit = this.isWhole ? nodes.length : Math.max(0, this.limit);
    const rest = nodes.length - limit;
    return html`
      <ul class="ckw-items" role="list">${view.draw(nodes.slice(0, limit), view, (marker) => html`<li class="ckw-item">${marker}</li>`)}</ul>
      ${
        rest > 0
          ? html`<button class="ckw-more" type="button" @click=${this.#showMore}>
              Show more (${rest})
            </button>`
          : nothing
      }
    `;
  }

  #showMore = async (): Promise<void> => {
    const next = this.querySelector(".ckw-items")?.childElementCount ?? 0;
    this.isWhole = true;
    await this.updateComplete;
    const item = this.querySelectorAll<HTMLElement>(".ckw-items > li")[next];
    // The button is gone, and with it the focus.
    (item?.querySelector<HTMLElement>("button, a[href], input") ?? item)?.focus();
  };
}

if (!customElements.get("chatkit-offline-list")) {
  customElements.define("chatkit-offline-list", List);
}

/** Draws a `ListViewItem`, as a whole a button where it has an action. */
export function listViewItem(node: ShownNode<"ListViewItem">, view: View): TemplateResult {
  const { scene } = view;
  const { onClickAction: action } = node.props;
  const look = styles(flowOf(node.props));
  const content = view.draw(node.children, view);
  const faults = view.faults(node);
  if (action === undefined) {
    return html`<li class="ckw-item" tabindex="-1">
      <div class="ckw-item-content" data-flow="row" ${look}>${content}</div>
      ${faults}
    </li>`;
  }
  const isBusy = scene.isBusy(node.path);
  const obstacle = isBusy ? null : scene.obstacleOf(action);
  const onClick = () => {
    if (!isBusy && !obstacle) scene.run({ action, path: node.path, auto: "self", form: null });
  };
  const hasControls = node.children.some(isControl);
  const id = `${scene.scope}-${node.path}`;
  const press = (inside: unknown) => html`<button
    class=${hasControls ? "ckw-cover" : "ckw-item-content"}
    type="button"
    data-flow="row"
    aria-labelledby=${ifDefined(hasControls ? id : undefined)}
    aria-disabled=${ifDefined(isBusy || obstacle ? "true" : undefined)}
    aria-busy=${ifDefined(isBusy ? "true" : undefined)}
    aria-describedby=${ifDefined(obstacle?.id)}
    @click=${onClick}
    ${look}
    ${tooltip(obstacle?.text ?? "")}
  >${inside}</button>`;
  // A button holds no other one: where there are some, it lies below what it stands for.
  return html`<li class="ckw-item">
    ${
      hasControls
        ? html`${press(nothing)}
            <div class="ckw-item-content" id=${id} data-flow="row" ${look}>${content}</div>`
        : press(content)
    }
    ${faults}
  </li>`;
}

const CONTROLS: ReadonlySet<string | null> = new Set([
  "Button",
  "Chart",
  "Checkbox",
  "DatePicker",
  "Form",
  "Input",
  "Markdown",
  "RadioGroup",
  "Select",
  "Table",
  "Textarea",
]);

/** Whether there is something in it that the Tab key can reach. */
function isControl(node: WidgetNode): boolean {
  if (node.type === null) return false;
  const isField = node.type === "Text" && Boolean(node.props.editable);
  return CONTROLS.has(node.type) || isField || node.children.some(isControl);
}
