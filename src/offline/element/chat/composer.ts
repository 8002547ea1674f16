import type { ModelOption, ToolOption } from "@openai/chatkit";
import type { ComposerAttachments } from "./attachments.ts";
import type { ChatParts } from "./connection.ts";
import type { ComposerState, OutgoingMessage } from "./state.ts";

type Choice = Partial<Pick<ComposerState, "content" | "reply" | "toolId" | "modelId">>;

/** What stands in the composer. */
export interface Composer {
  typed(content: ComposerState["content"]): void;
  /** @throws Error for a tool or a model that the options do not have */
  set(choice: Choice): void;
  /** Lets go of a tool and a model that there are not any more, and takes the usual model. */
  fit(): void;
  /**
   * The message that stands there, which leaves the composer empty but for what lasts.
   *
   * @returns null if there is nothing to send
   * @throws Error if a file is not uploaded
   */
  take(): OutgoingMessage | null;
}

/** Makes what the composer of one chat holds: text, quote, tool, model and files. */
export function createComposer(
  { store, emit }: ChatParts,
  attachments: ComposerAttachments,
): Composer {
  const change = (next: Partial<ComposerState>) =>
    store.set({ composer: { ...store.state.composer, ...next } });

  /** What can be chosen: a hosted workflow has no such choices, whatever the options say. */
  const choices = (): { tools: readonly ToolOption[]; models: readonly ModelOption[] } => {
    const { abilities, options } = store.state;
    const { tools = [], models = [] } = options?.composer ?? {};
    return {
      tools: abilities.composerTools ? tools : [],
      models: abilities.models ? models : [],
    };
  };

  const set: Composer["set"] = (choice) => {
    const { composer } = store.state;
    const { tools, models } = choices();
    mustKnow("tool", tools, choice.toolId);
    mustKnow("model", models, choice.modelId);
    change({
      ...choice,
      ...(choice.content && { contentVersion: composer.contentVersion + 1 }),
    });
    const { toolId } = store.state.composer;
    if (toolId !== composer.toolId) emit("chatkit.tool.change", { toolId });
  };

  return {
    typed: (content) => change({ content }),
    set,

    fit() {
      const { tools, models } = choices();
      const { toolId, modelId } = store.state.composer;
      const usual =
        models.find((model) => model.default) ?? models.find((model) => !model.disabled);
      set({
        toolId: tools.some(({ id }) => id === toolId) ? toolId : null,
        modelId: models.some(({ id }) => id === modelId) ? modelId : (usual?.id ?? null),
      });
    },

    take() {
      const { content, reply, toolId, modelId, attachments: files } = store.state.composer;
      const isBlank = content.every(
        (part) => part.type === "input_text" && part.text.trim() === "",
      );
      if (isBlank && files.length === 0) return null;
      if (files.some(({ state }) => state === "uploading")) {
        throw new Error("A file is still on its way. Send the message when it has arrived.");
      }
      if (files.some(({ state }) => state === "failed")) {
        throw new Error("A file was not uploaded. Try it again, or remove it.");
      }
      const lasts = choices().tools.some(
        ({ id, persistent }) => id === toolId && persistent === true,
      );
      const message: OutgoingMessage = {
        content: isBlank ? [] : content,
        attachments: attachments.takeAll(),
        quotedText: reply ?? undefined,
        toolId: toolId ?? undefined,
        modelId: modelId ?? undefined,
      };
      set({ content: [], reply: null, toolId: lasts ? toolId : null });
      return message;
    },
  };
}

/** @throws Error for a choice that the options do not have */
function mustKnow(
  kind: string,
  known: readonly { readonly id: string }[],
  wanted: string | null | undefined,
): void {
  if (typeof wanted === "string" && !known.some(({ id }) => id === wanted)) {
    throw new Error(`There is no ${kind} with the id "${wanted}" in this chat.`);
  }
}
