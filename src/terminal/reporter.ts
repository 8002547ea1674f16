import type { CliError, ErrorReport } from "../errors.ts";
import { hideSecrets } from "../project/openai-key.ts";
import { coloured, err } from "./colour.ts";

/** A piece of work that takes time and is shown while it runs. */
export interface Step {
  /** Replaces what stands behind the label, such as the last line of an install. */
  update(detail: string): void;
  done(label?: string): void;
  failed(label?: string): void;
}

/** Where a command talks. Talk goes to stderr, the result to stdout. */
export interface Reporter {
  info(text: string): void;
  warn(text: string): void;
  step(label: string): Step;
  /** The result of the command: text for people, or the one JSON value of `--json`. */
  result(
    forPeople: string,
    forMachines: { readonly ok: true; readonly [more: string]: unknown },
  ): void;
  /** One of many JSON lines on stdout, for a command that goes on; secrets are masked in it. */
  event(forMachines: { readonly type: string; readonly [more: string]: unknown }): void;
  error(error: CliError, options: { debug: boolean }): void;
  /** From now on, masks this secret in whatever is said besides results. */
  keepSecret(secret: string): void;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 90;

function talk(text: string): void {
  process.stderr.write(`${text}\n`);
}

function quietStep(label: string): Step {
  talk(`${label} …`);
  return {
    update: () => undefined,
    done: (text = label) => talk(`${err.green("✓")} ${text}`),
    failed: (text = label) => talk(`${err.red("✗")} ${text}`),
  };
}

function animatedStep(label: string): Step {
  const started = Date.now();
  let frame = 0;
  let detail = "";
  const draw = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    const text = `${label} (${seconds} s)${detail ? ` ${detail}` : ""}`;
    const room = Math.max(20, (process.stderr.columns ?? 80) - 3);
    const shown = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    process.stderr.write(`\r\u001b[K${err.cyan(FRAMES[frame++ % FRAMES.length] ?? "")} ${shown}`);
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  const end = (mark: string, text: string) => {
    clearInterval(timer);
    process.stderr.write(`\r\u001b[K${mark} ${text}\n`);
  };
  return {
    update: (text) => {
      detail = text;
    },
    done: (text = label) => end(err.green("✓"), text),
    failed: (text = label) => end(err.red("✗"), text),
  };
}

function debugText(error: CliError): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${error.cause.stack}` : "";
  return `${error.stack}${cause}`;
}

/**
 * The reporter of a run.
 *
 * @param options `json`: the result or else the error is one JSON value on stdout; `hide`: takes
 * secrets out of whatever is said besides results; `asTyped`: words the commands of this program in
 * talk and hints as the person can type them
 */
export function createReporter(options: {
  json: boolean;
  hide: (text: string) => string;
  asTyped: (text: string) => string;
}): Reporter {
  const secrets = new Set<string>();
  const hide = (text: string) => hideSecrets(options.hide(text), secrets);
  const worded = (text: string) => options.asTyped(hide(text));
  const animate = () => Boolean(process.stderr.isTTY) && coloured.stderr && !process.env.CI;
  // A failure after the result, as of an app that was started, may not become a second value.
  let toldJson = false;
  return {
    info: (text) => talk(worded(text)),
    warn: (text) => talk(`${err.yellow("!")} ${worded(text)}`),
    step: (label) => {
      const step = animate() ? animatedStep(label) : quietStep(label);
      return { ...step, update: (detail) => step.update(hide(detail)) };
    },
    result: (forPeople, forMachines) => {
      toldJson = options.json;
      process.stdout.write(options.json ? `${JSON.stringify(forMachines)}\n` : `${forPeople}\n`);
    },
    event: (forMachines) => process.stdout.write(`${hide(JSON.stringify(forMachines))}\n`),
    error: (error, { debug }) => {
      const message = hide(error.message);
      const hint = error.hint === undefined ? undefined : worded(error.hint);
      if (options.json && !toldJson) {
        const report: ErrorReport = {
          ok: false,
          error: {
            code: error.code,
            message,
            ...(hint === undefined ? {} : { hint }),
            exitCode: error.exitCode,
          },
          ...error.details,
        };
        process.stdout.write(`${JSON.stringify(report)}\n`);
      } else {
        // What a person ended is no failure.
        talk(error.code === "interrupted" ? err.dim(message) : `${err.red("✗")} ${message}`);
        if (hint) talk(hint.replace(/^/gm, "  "));
      }
      if (debug) talk(err.dim(hide(debugText(error))));
    },
    keepSecret: (secret) => void secrets.add(secret),
  };
}
