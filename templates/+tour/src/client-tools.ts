import { recordFact, switchTheme } from "./page-state";

/** A tool of the assistant that runs in this page. */
export interface ClientToolCall {
  readonly name: string;
  readonly params: Record<string, unknown>;
}

/**
 * Runs a client tool. What it returns goes back to the assistant, so a refusal says why.
 * The agent or the workflow declares the same names and parameters.
 */
export function runClientTool({ name, params }: ClientToolCall): Record<string, unknown> {
  switch (name) {
    case "switch_theme": {
      const { theme } = params;
      if (theme !== "light" && theme !== "dark") return refusal('theme must be "light" or "dark"');
      switchTheme(theme);
      return { success: true };
    }
    case "record_fact": {
      const { fact_id: id, fact_text: text } = params;
      if (typeof id !== "string" || typeof text !== "string") {
        return refusal("fact_id and fact_text must be text");
      }
      recordFact({ id, text });
      return { success: true };
    }
    default:
      return refusal(`this page has no tool called ${name}`);
  }
}

function refusal(error: string) {
  return { success: false, error };
}
