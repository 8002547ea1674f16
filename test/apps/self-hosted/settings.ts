import { describe, expect, test } from "vitest";
import { say } from "../../helpers/visitor.ts";
import { newVisitor, type SelfHosted, textOf, threadOf } from "./conversation.ts";

/** The settings that choose who answers. */
export function asksTheModelOfItsSettings(subject: () => SelfHosted): void {
  describe("the model", () => {
    test("may be another one, at a provider that knows Chat Completions only", async () => {
      const { app, model, answers } = subject();
      const running = await app.start("start", {
        OPENAI_MODEL: "llama-of-the-house",
        OPENAI_MODEL_API: "chat_completions",
      });
      try {
        const visitor = await newVisitor(running);
        const first = await visitor.chatkit("threads.create", { input: say("Hello there") });
        expect(textOf(first.events)).toBe("You said: Hello there");
        const thread_id = threadOf(first.events);
        const input = say(answers.sample === "tour" ? "What do you know about me?" : "And now?");
        const second = await visitor.chatkit("threads.add_user_message", { thread_id, input });
        expect(textOf(second.events)).toMatch(/The tool answered|You said/);
        const asked = model.requests.filter(({ body }) => body.model === "llama-of-the-house");
        expect(new Set(asked.map(({ api }) => api))).toEqual(new Set(["chat_completions"]));
        const { body } = await visitor.chatkit("threads.get_by_id", { thread_id });
        expect(body.items.data).toHaveLength(4);
      } finally {
        await running.crash();
      }
    });

    test("is asked in one of two ways, and no other", async () => {
      const { code, output } = await subject().app.script("start", { OPENAI_MODEL_API: "soap" });
      expect(code).toBe(1);
      expect(output).toContain("OPENAI_MODEL_API must be one of responses, chat_completions");
    });
  });
}
