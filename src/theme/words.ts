import { shown, visible } from "../terminal/visible.ts";
import type { ThemeFault } from "./check.ts";
import { pathText, type Repair } from "./repair.ts";

/** What a fault resembles, in words; empty where it resembles nothing. */
function meant({ resembles, because }: ThemeFault): string {
  if (resembles === undefined) return because === undefined ? "" : ` (${because})`;
  return because === undefined ? ` (did you mean ${resembles}?)` : ` (${resembles}: ${because})`;
}

/**
 * A fault of a theme in one line.
 *
 * @param fault what is wrong
 * @param whole how to call the theme where the fault is the whole of it
 */
export function faultLine(fault: ThemeFault, whole: string): string {
  const place = visible(fault.path || whole);
  if (fault.kind === "not_json") return fault.because ?? `${place}: is no JSON`;
  if (fault.kind === "duplicate_key") {
    return `${place}: stands more than once; the last one would be taken`;
  }
  if (fault.kind === "missing") return `${place}: is missing; it is ${fault.allowed}`;
  if (fault.kind === "unknown_key") {
    return `${place}: no theme has this key; there is ${fault.allowed}${meant(fault)}`;
  }
  return `${place}: cannot be ${shown(fault.value)}; it is ${fault.allowed}${meant(fault)}`;
}

/**
 * What was repaired, in one line.
 *
 * @param fault what was wrong
 * @param repair what was done about it
 * @param whole how to call the theme where the fault was the whole of it
 */
export function repairLine(fault: ThemeFault, repair: Repair, whole: string): string {
  const place = visible(fault.path || whole);
  const reason = fault.because === undefined ? "" : ` (${fault.because})`;
  if (repair.kind === "move") return `${place} → ${pathText(repair.to)}${reason}`;
  const now = repair.kind === "set" ? shown(repair.value) : "left out";
  return `${place}: ${shown(fault.value)} → ${now}${repair.kind === "set" ? reason : ""}`;
}
