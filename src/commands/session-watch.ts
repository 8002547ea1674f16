import { toCliError } from "../errors.ts";
import { type KeepEvent, keepSecret } from "../session/keep.ts";
import { envLines, type Pass, secretOf } from "../session/pass.ts";
import type { SecretFile } from "../session/secret-file.ts";
import { err } from "../terminal/colour.ts";
import type { CommandContext } from "./command.ts";
import { asJson, endOf } from "./session-report.ts";

interface Kept {
  readonly pass: Pass;
  readonly text: string;
  readonly lifetimeSeconds: number;
}

/**
 * Keeps a valid secret in a file until the run is ended, and says what happens to it.
 *
 * @param work `file`: where; `asEnv`: as `KEY=value` lines instead of the secret alone; `mint`: makes
 * another pass for the same user
 * @param context of this run
 * @throws as `keepSecret`
 */
export async function watchSession(
  {
    file,
    asEnv,
    kind,
    mint,
  }: {
    readonly file: SecretFile;
    readonly asEnv: boolean;
    readonly kind: Pass["kind"];
    readonly mint: (signal: AbortSignal) => Promise<Pass>;
  },
  context: CommandContext,
): Promise<never> {
  const { reporter, signal } = context;
  return keepSecret<Kept>({
    file,
    signal,
    mint: async (until) => {
      const pass = await mint(until);
      reporter.keepSecret(secretOf(pass));
      const { lifetimeSeconds } = pass;
      return {
        pass,
        lifetimeSeconds,
        text: asEnv ? `${envLines([pass], { numbered: false })}\n` : secretOf(pass),
      };
    },
    tell: (event) => {
      if (event.type === "written" && event.isFirst) {
        reporter.result(
          `${file.path} holds a valid secret until this run ends; this one ends at ${endOf(event.kept.pass)}, and is renewed before.`,
          { ok: true, file: file.path, [kind]: asJson(event.kept.pass) },
        );
        reporter.info(err.dim("Ctrl-C ends it, and removes the file."));
      } else tellLater(event, file, context);
    },
  });
}

function tellLater(event: KeepEvent<Kept>, { path }: SecretFile, { reporter }: CommandContext) {
  switch (event.type) {
    case "written":
      reporter.info(err.dim(`Renewed, until ${endOf(event.kept.pass)}.`));
      break;
    case "restored":
      reporter.warn(`${path} was removed or emptied, and holds its secret again.`);
      break;
    case "replaced":
      reporter.warn(
        `${path} was written by somebody else, perhaps a second run; that secret stays until the next renewal.`,
      );
      break;
    case "ended":
      reporter.warn(`The secret ended while this machine slept, and is not in ${path} any more.`);
      break;
    case "failed": {
      const { message } = toCliError(event.error);
      const lasts =
        event.secondsLeft > 0 ? `The one in the file lasts ${event.secondsLeft} s more. ` : "";
      reporter.warn(`Not renewed: ${message} ${lasts}It is tried again.`);
      break;
    }
    case "removed":
      reporter.info(err.dim(`Removed ${path}.`));
      break;
    case "left":
      reporter.warn(
        `${path} stays, with a secret that ends soon: ${toCliError(event.error).message}`,
      );
      break;
  }
}
