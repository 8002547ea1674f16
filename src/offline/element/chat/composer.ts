import type { ChatKitOptions } from "@openai/chatkit";
import type { ComposerAttachments } from "./attachments.ts";
import type { ChatParts } from "./connection.ts";
import type { ComposerState, OutgoingMessage } from "./state.ts";

type Choice = Partial<Pick<ComposerState, "content" | "reply" | "toolId" | "modelId">>;

/** What stands in the composer. */
export interface Composer {
  typed(content: ComposerState["content"]): void;
  /** @throws Error for a tool or a model that the options do not have */
  set(choice: Choice): void;
  /** Lets go of a tool and a model that new options do not have any more. */
  fit(options: ChatKitOptions): void;
  /**
   * The message that stands there, which leaves the composer empty but for what lasts.
   *
   * @returns null if there is nothing to send
   * @throws Error if a file is not uploaded
   */
  take(): OutgoingMessage | null;
}

export function createComposer(
  { store, emit }: ChatParts,
  attachments: ComposerAttachments,
): Composer {
  const change = (next: Partial<ComposerState>) =>
    store.set({ composer: { ...store.state.composer, ...next } });

  const set: Composer["set"] = (choice) => {
    const { composer, options } = store.state;
    const { tools = [], models = [] } = options?.composer ?? {};
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

    fit({ composer: { tools = [], models = [] } = {} }) {
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
      const { tools = [] } = store.state.options?.composer ?? {};
      const lasts = tools.some(({ id, persistent }) => id === toolId && persistent === true);
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
    throw new Error(`There is no ${kind} with the id "${wanted}" in the options' composer.`);
  }
}
