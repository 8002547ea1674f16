import type { ChatKitOptions } from "@openai/chatkit";

/** What ChatKit shows, but for its theme (`theme.json`). Every option: https://openai.github.io/chatkit-js */
export const chatkitConfig: Omit<ChatKitOptions, "api" | "theme"> = {
  startScreen: {
    greeting: "What can I help with today?",
    prompts: [
      { label: "What can you do?", prompt: "What can you help me with?", icon: "circle-question" },
      { label: "Write something", prompt: "Write a short poem about the sea.", icon: "write" },
    ],
  },
  composer: { placeholder: "Ask anything" },
};
