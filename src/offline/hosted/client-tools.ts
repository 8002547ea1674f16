import type { OfferedTool } from "../model/model.ts";

/** The client tools that the stand-in's workflow declares: those of the hosted tour app's page. */
export const CLIENT_TOOLS: readonly OfferedTool[] = [
  {
    name: "switch_theme",
    parameters: {
      type: "object",
      properties: { theme: { type: "string", enum: ["light", "dark"] } },
      required: ["theme"],
      additionalProperties: false,
    },
  },
  {
    name: "record_fact",
    parameters: {
      type: "object",
      properties: { fact_id: { type: "string" }, fact_text: { type: "string" } },
      required: ["fact_id", "fact_text"],
      additionalProperties: false,
    },
  },
];
