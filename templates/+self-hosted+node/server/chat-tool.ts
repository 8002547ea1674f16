import { ModelBehaviorError, type RunContext, tool } from "@openai/agents";
import type { z } from "zod";
import type { AgentContext } from "./chatkit/agents/context.ts";
import type { RequestContext } from "./context.ts";

/** What the tools of an agent are given: the conversation that they work for. */
export type ChatContext = AgentContext<RequestContext>;

/**
 * Makes a function that the model may call.
 *
 * @param options.description tells the model what it is for
 * @param options.run does the work: `chat` shows things in the conversation, and what is returned
 *   is what the model reads
 */
export function chatTool<Parameters extends z.ZodObject>(options: {
  readonly name: string;
  readonly description: string;
  readonly parameters: Parameters;
  readonly run: (input: z.infer<Parameters>, chat: ChatContext) => string | Promise<string>;
}) {
  const { name, description, parameters, run } = options;
  return tool<z.ZodObject, ChatContext, string>({
    name,
    description,
    parameters,
    execute: async (input, running?: RunContext<ChatContext>) => {
      if (!running) {
        throw new Error(`${name} was called outside a conversation.`);
      }
      return run(parameters.parse(input), running.context);
    },
    errorFunction: (_, error) => {
      if (error instanceof ModelBehaviorError) {
        return `Those are not the arguments that ${name} takes. Please try again.`;
      }
      console.error(`The tool ${name} failed:`, error);
      return `The tool ${name} failed.`;
    },
  });
}
