import type { AppPlan } from "./app/plan.ts";
import type { DevOptions } from "./dev.ts";

const HOSTED_NOTE =
  "The chat of a hosted workflow flows between OpenAI's frame and OpenAI. What is seen here are its sessions.";

const OFFLINE_NOTE =
  "An offline stand-in answers in OpenAI's place. What is seen here shows how the app behaves, not how OpenAI does.";

/**
 * What a person has to know of a run to understand what they see.
 *
 * @returns null for nothing
 */
export function noteOf(
  { offline, chatkitJson }: Pick<DevOptions, "offline" | "chatkitJson">,
  plan: AppPlan,
): string | null {
  if (offline) return OFFLINE_NOTE;
  return chatkitJson?.backend === "hosted" || plan.kind === "none" ? HOSTED_NOTE : null;
}

/** What is fronted, as a person would type it; null for nothing. */
export function describePlan(plan: AppPlan): string | null {
  if (plan.kind === "command") return plan.label;
  return plan.kind === "target" ? plan.url.origin : null;
}
