import type { ChatState } from "../chat/state.ts";
import type { BuiltInCommand } from "./commands.ts";
import { chosenModel } from "./tool-view.ts";

/** What the composer's own commands do. */
export interface BuiltInActions {
  attach(): void;
  mention(): void;
  dictate(): void;
  chooseTool(toolId: string | null): void;
  chooseModel(modelId: string): void;
}

/** What can be done with the composer now, as "/" commands. */
export function builtInCommands(
  { abilities, options, composer }: ChatState,
  actions: BuiltInActions,
): readonly BuiltInCommand[] {
  const { tools = [], models = [] } = options?.composer ?? {};
  const own = (isThere: boolean, label: string, icon: string, run: () => void) =>
    isThere ? [{ label, icon, run, group: "Message", description: null }] : [];
  const model = chosenModel(models, composer.modelId);
  return [
    ...own(abilities.attachments, "Attach files", "lucide:paperclip", actions.attach),
    ...own(abilities.mentions, "Mention", "lucide:at-sign", actions.mention),
    ...own(abilities.dictation, "Dictate", "lucide:mic", actions.dictate),
    ...(abilities.composerTools ? tools : []).map(({ id, label, icon }): BuiltInCommand => {
      const isChosen = id === composer.toolId;
      return {
        label,
        icon,
        group: "Tools",
        description: isChosen ? "Chosen; choose it again to take it back" : null,
        run: () => actions.chooseTool(isChosen ? null : id),
      };
    }),
    ...(abilities.models ? models : [])
      .filter(({ id, disabled }) => !disabled && id !== model?.id)
      .map(
        ({ id, label, description = null }): BuiltInCommand => ({
          label,
          description,
          icon: "sparkle",
          group: "Models",
          run: () => actions.chooseModel(id),
        }),
      ),
  ];
}
