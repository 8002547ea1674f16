import type { ChatKitJson } from "../../project/chatkit-json.ts";
import type { Environment } from "../../project/environment.ts";

/** What `chatkit dev` stands in front of. */
export type AppPlan =
  | {
      readonly kind: "command";
      readonly program: string;
      readonly args: readonly string[];
      /** The command as a person would type it. */
      readonly label: string;
      /** It gets a free `PORT`. */
      readonly givesPort: boolean;
      /** It reads a changed `.env` by itself, so that nobody has to restart it. */
      readonly readsEnvAnew: boolean;
    }
  | { readonly kind: "target"; readonly url: URL }
  | {
      readonly kind: "none";
      /** Why nothing is started, and what would be, in a sentence or two. */
      readonly why: string;
    };

/**
 * Decides what is started or fronted; starts nothing.
 *
 * @param options `cwd`: the project; `command`: the words behind `--`; `target`: of `--target`;
 * `chatkitJson`: what `create` recorded; `environment`: the shell's variables and `.env`
 * @throws {CliError} exit 1, `not_installed`: its packages are missing; exit 2, `dev_runs_itself`: its `dev` script is `chatkit dev`;
 * exit 2, `package_json_invalid`; exit 2, `no_dev_script`: an app of ours without one
 */
export async function planApp(options: {
  cwd: string;
  command?: readonly string[] | undefined;
  target?: URL | undefined;
  chatkitJson: ChatKitJson | undefined;
  environment: Environment;
}): Promise<AppPlan> {
  if (options.target) return { kind: "target", url: options.target };
  return { kind: "none", why: "Nothing to start." };
}
