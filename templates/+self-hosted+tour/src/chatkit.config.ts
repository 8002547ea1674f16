import type { ChatKitOptions, ColorScheme } from "@openai/chatkit";
import { ask, type ChatMethods } from "./chat-methods";
import { runClientTool } from "./client-tools";
import { previewMention, searchMentions, showMention } from "./mentions";
import { switchTheme } from "./page-state";
import { runWidgetAction } from "./widget-actions";

export interface ChatKitConfigInput {
  readonly colorScheme: ColorScheme;
  /** The chat, for callbacks: it is not there yet while the options are made. */
  readonly chat: () => ChatMethods;
}

/** What ChatKit shows, but for its theme (`theme.json`). Every option: https://openai.github.io/chatkit-js */
export function chatkitConfig({
  colorScheme,
  chat,
}: ChatKitConfigInput): Omit<ChatKitOptions, "api" | "theme"> {
  const otherScheme = colorScheme === "dark" ? "light" : "dark";
  return {
    // Leave it out to follow the browser. The server gets it as Accept-Language.
    locale: "en",
    frameTitle: "Chat with the assistant",
    // The id of a thread opens that one; the event `chatkit.thread.change` tells which is open.
    initialThread: null,

    header: {
      // title: { text: "Assistant" }, or { enabled: false }; without either, the thread's title.
      // ChatKit has buttons of its own for history and new chats; chat().showHistory() opens it, too.
      leftAction: { icon: "home", onClick: () => void ask(() => chat().setThreadId(null)) },
      rightAction: {
        icon: colorScheme === "dark" ? "light-mode" : "dark-mode",
        onClick: () => switchTheme(otherScheme),
      },
    },

    history: { enabled: true, showDelete: true, showRename: true },

    startScreen: {
      greeting: "What can I help with today?",
      prompts: [
        {
          label: "Weather, as a widget",
          icon: "compass",
          // A prompt can be plain text, too. A tag is what "@" inserts.
          prompt: [
            { type: "input_text", text: "What is the weather like in " },
            {
              type: "input_tag",
              id: "paris",
              text: "Paris",
              group: "Cities",
              data: { city: "Paris", country: "France" },
              interactive: true,
            },
            { type: "input_text", text: "?" },
          ],
        },
        {
          label: "Remember something",
          icon: "notebook-pencil",
          prompt: "Remember that my favourite colour is green.",
        },
        { label: "Change this page", icon: "sparkle", prompt: "Use the dark theme, please." },
        { label: "Plan a trip", icon: "suitcase", prompt: "Help me to plan a trip." },
        { label: "See widgets", icon: "square-image", prompt: "Show me the gallery of widgets." },
      ],
    },

    composer: {
      placeholder: "Ask anything, or type @ for a city",
      // The server has the same limits and refuses what is beyond them.
      attachments: {
        enabled: true,
        maxSize: 10 * 1024 * 1024, // or by type: { "image/*": 5 * 1024 * 1024, "*": 10 * 1024 * 1024 }
        maxCount: 5,
        accept: {
          "image/png": [".png"],
          "image/jpeg": [".jpg", ".jpeg"],
          "image/gif": [".gif"],
          "image/webp": [".webp"],
          "application/pdf": [".pdf"],
          "text/plain": [".txt"],
          "text/markdown": [".md"],
          "text/csv": [".csv"],
        },
      },
      // The server learns the chosen tool and model with each message.
      tools: [
        {
          id: "weather",
          label: "Check the weather",
          shortLabel: "Weather",
          icon: "compass",
          placeholderOverride: "Which city?",
          pinned: true, // false: in the menu only
        },
        {
          id: "search_notes",
          label: "Search my notes",
          shortLabel: "Notes",
          icon: "notebook",
          placeholderOverride: "What are you looking for?",
          persistent: true, // false: chosen for one message
        },
      ],
      models: [
        { id: "default", label: "Fast", description: "For most questions", default: true },
        { id: "careful", label: "Careful", description: "Slower, for harder questions" },
      ],
      // The server writes down what is said. Browsers give a microphone to secure pages only.
      dictation: { enabled: true },
    },

    disclaimer: { text: "Answers can be wrong. Check what matters.", highContrast: false },
    threadItemActions: { feedback: true, retry: true },
    thread: { autoScroll: true },

    entities: {
      onTagSearch: searchMentions,
      onClick: (entity) => void showMention(entity),
      onRequestPreview: previewMention,
      showComposerMenu: true,
    },

    onClientTool: runClientTool,
    widgets: { onAction: (action, { id }) => runWidgetAction(action, id, chat()) },
  };
}
