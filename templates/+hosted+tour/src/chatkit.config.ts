import type { ChatKitOptions, ColorScheme } from "@openai/chatkit";
import { ask, type ChatMethods } from "./chat-methods";
import { runClientTool } from "./client-tools";
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
    // Leave it out to follow the browser.
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
          label: "What can you do?",
          icon: "circle-question",
          prompt: "What can you help me with?",
        },
        {
          label: "Remember something",
          icon: "notebook-pencil",
          prompt: "Remember that my favourite colour is green.",
        },
        { label: "Change this page", icon: "sparkle", prompt: "Use the dark theme, please." },
      ],
    },

    composer: {
      placeholder: "Ask anything",
      // Also needs `uploads` in the session options of the server, with the same numbers.
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
    },

    disclaimer: { text: "Answers can be wrong. Check what matters.", highContrast: false },
    threadItemActions: { feedback: true, retry: true },
    thread: { autoScroll: true },

    // The workflow has to declare these tools.
    onClientTool: runClientTool,
    widgets: { onAction: runWidgetAction },
  };
}
