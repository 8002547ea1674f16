import type { Door } from "./cli.ts";
import { commands } from "./commands/table.ts";
import { callingPackageManager, onceCommand } from "./project/package-manager.ts";

/**
 * Words a text as the person can type it who came by a door: whoever runs the program without
 * installing it has no `chatkit` on the path (design 1).
 *
 * @param text in which commands stand as `chatkit dev`
 * @param door under which name the program was called
 * @param userAgent the value of `npm_config_user_agent`
 * @returns with `npx create-chatkit-app dev` instead, where that is what works
 */
export function asTyped(text: string, door: Door, userAgent: string | undefined): string {
  if (door === "chatkit") return text;
  const names = commands.map(({ name }) => name).join("|");
  const command = new RegExp(String.raw`(?<![-\w/])chatkit (?=(?:${names})\b)`, "g");
  const once = onceCommand(callingPackageManager(userAgent)).join(" ");
  return text.replaceAll(command, `${once} `);
}
