import { Agent } from "@openai/agents";
import type { Assistant } from "./chat.ts";
import type { ChatContext } from "./chat-tool.ts";

/** The assistant: who it is and what it can do. This is the file to edit. */
export const assistant: Assistant = {
  // OPENAI_MODEL names its model.
  agent: new Agent<ChatContext>({
    name: "Assistant",
    instructions: "You are a helpful assistant. Answer briefly, in the user's language.",
    // Functions that the model may call go here, each made by `chatTool` of server/chat-tool.ts.
    tools: [],
  }),
};
