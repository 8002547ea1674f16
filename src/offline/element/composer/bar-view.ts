import { html, nothing, type TemplateResult } from "lit";
import type { ChatState } from "../chat/state.ts";
import { attachButton, mainButton } from "./composer-parts.ts";
import { type Dictation, dictationHindrance, recordingSupport } from "./dictation.ts";
import { dictateButton } from "./dictation-view.ts";
import { acceptText } from "./files.ts";
import { iconButton } from "./icon-button.ts";
import { modelView, toolView } from "./tool-view.ts";

/** What the buttons do. */
export interface BarParts {
  readonly dictation: Dictation;
  addFiles(files: readonly File[]): void;
  mention(): void;
  chooseTool(toolId: string | null): void;
  chooseModel(modelId: string): void;
  submit(): void;
  stop(): void;
}

/** The buttons below the field: what goes into the message, and what is done with it. */
export function barView(state: ChatState, parts: BarParts): TemplateResult {
  const { abilities, options, composer } = state;
  const { tools = [], models = [], attachments } = options?.composer ?? {};
  const { toolId, modelId } = composer;
  return html`<div class="composer-bar">
    <div class="composer-start">
      ${abilities.attachments ? attachButton(acceptText(attachments?.accept), parts.addFiles) : nothing}
      ${
        abilities.mentions && options?.entities?.showComposerMenu
          ? iconButton({ name: "Mention", icon: "lucide:at-sign", onClick: parts.mention })
          : nothing
      }
      ${abilities.composerTools ? toolView(tools, toolId, parts.chooseTool) : nothing}
    </div>
    <div class="composer-end">
      ${abilities.models ? modelView(models, modelId, parts.chooseModel) : nothing}
      ${
        abilities.dictation
          ? dictateButton(parts.dictation, dictationHindrance(recordingSupport()))
          : nothing
      }
      ${mainButton(state, parts)}
    </div>
  </div>`;
}
