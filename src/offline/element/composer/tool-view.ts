import type { ModelOption, ToolOption } from "@openai/chatkit";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icon.ts";
import "../primitives/menu.ts";
import type { MenuItem } from "../primitives/menu.ts";
import { tooltip } from "../primitives/tooltip.ts";

/**
 * The tools of the composer: pinned ones as buttons, the others in a menu, and the chosen one of
 * the menu as a pill that takes it back.
 *
 * @param choose null takes the choice back
 */
export function toolView(
  tools: readonly ToolOption[],
  chosenId: string | null,
  choose: (toolId: string | null) => void,
): TemplateResult {
  const pinned = tools.filter((tool) => tool.pinned);
  const others = tools.filter((tool) => !tool.pinned);
  const chosen = others.find(({ id }) => id === chosenId);
  const items = others.map(
    ({ id, label, icon }): MenuItem => ({ id, label, icon, checked: id === chosenId }),
  );
  const toggle = (id: string) => choose(id === chosenId ? null : id);
  return html`
    ${
      others.length === 0
        ? nothing
        : html`<chatkit-offline-menu-button
            .label=${"Tools"}
            .icon=${"plus"}
            .items=${items}
            .placement=${"top-start"}
            @menu-select=${({ detail }: CustomEvent<string>) => toggle(detail)}
          ></chatkit-offline-menu-button>`
    }
    ${pinned.map(
      ({ id, label, icon: name }) => html`<button
        type="button"
        class="composer-tool"
        aria-pressed=${id === chosenId ? "true" : "false"}
        ${tooltip(label)}
        @click=${() => toggle(id)}
      >
        ${icon(name)}<span>${label}</span>
      </button>`,
    )}
    ${chosen ? pill(chosen, () => choose(null)) : nothing}
  `;
}

function pill({ icon: name, label, shortLabel }: ToolOption, remove: () => void): TemplateResult {
  const text = shortLabel ?? label;
  return html`<button
    type="button"
    class="composer-tool composer-tool-chosen"
    aria-label=${`Remove ${text}`}
    @click=${remove}
  >
    ${icon(name)}<span>${text}</span>${icon("lucide:x", { size: "1em" })}
  </button>`;
}

/** The model that a message goes to, or undefined where none is set. */
export function chosenModel(
  models: readonly ModelOption[],
  chosenId: string | null,
): ModelOption | undefined {
  return models.find(({ id }) => id === chosenId) ?? models.find((model) => model.default);
}

/** The menu of models. */
export function modelView(
  models: readonly ModelOption[],
  chosenId: string | null,
  choose: (modelId: string) => void,
): TemplateResult {
  const chosen = chosenModel(models, chosenId);
  const items = models.map(
    ({ id, label, description, disabled }): MenuItem => ({
      id,
      label,
      description,
      disabled,
      checked: id === chosen?.id,
    }),
  );
  return html`<chatkit-offline-menu-button
    class="composer-model"
    .label=${chosen ? `Model: ${chosen.label}` : "Model"}
    .text=${chosen?.label ?? "Model"}
    .items=${items}
    .placement=${"top-end"}
    @menu-select=${({ detail }: CustomEvent<string>) => choose(detail)}
  ></chatkit-offline-menu-button>`;
}
