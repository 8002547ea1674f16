import { existsSync, fstatSync } from "node:fs";
import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import { CliError, EXIT, usageError } from "../errors.ts";
import { replaceFile } from "../project/replace-file.ts";
import { out } from "../terminal/colour.ts";
import { shellCommand } from "../terminal/quote.ts";
import { APP_THEME } from "../theme/app-theme.ts";
import { type CheckedText, checkText } from "../theme/check-text.ts";
import { themeContrast } from "../theme/contrast.ts";
import { readBytes } from "../theme/read.ts";
import { themeWarnings } from "../theme/warnings.ts";
import { faultLine, repairLine } from "../theme/words.ts";
import type { CommandContext } from "./command.ts";
import { contrastLine } from "./theme-report.ts";

const STDIN = "-";

/** A text to check. */
interface Source {
  /** As a person knows it. */
  readonly name: string;
  /** Where it can be repaired; undefined for stdin. */
  readonly path: string | undefined;
  readonly bytes: Uint8Array;
}

/** Whether something is piped or redirected into this run; a device, as in CI, is nothing. */
function isStdinGiven(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isFile() || stdin.isSocket();
  } catch {
    // A closed stdin holds nothing.
    return false;
  }
}

/** After this long without an end of stdin, it is said what is waited for. */
const PATIENCE_MS = 1500;

async function readStdin({ signal, reporter }: CommandContext): Promise<Source> {
  const waiting = setTimeout(
    () => reporter.info("Reading a theme from stdin; to check a file instead, name it."),
    PATIENCE_MS,
  );
  try {
    const bytes = await buffer(addAbortSignal(signal, process.stdin));
    return { name: "stdin", path: undefined, bytes };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(waiting);
  }
}

async function readSources(files: readonly string[], context: CommandContext): Promise<Source[]> {
  const sources: Source[] = [];
  for (const path of new Set(files)) {
    if (path === STDIN) sources.push(await readStdin(context));
    else sources.push({ name: path, path, bytes: await readBytes(path) });
  }
  if (sources.length > 0) return sources;
  const hasApp = existsSync(APP_THEME);
  if (isStdinGiven()) {
    const stdin = await readStdin(context);
    // Many who run commands give them an empty pipe.
    if (!hasApp || stdin.bytes.length > 0) return [stdin];
  }
  if (hasApp) {
    return [{ name: APP_THEME, path: APP_THEME, bytes: await readBytes(APP_THEME) }];
  }
  throw usageError(
    "missing_answer",
    `There is nothing to check: no file is named, nothing is piped in, and no app here has ${APP_THEME}.`,
    "Type chatkit theme check <file>, or pipe a theme into it.",
  );
}

/** A text, and what was found in it. */
interface Finding extends CheckedText {
  readonly source: Source;
}

/** The lines that tell of one text. */
function linesOf({ source, faults, left, theme }: Finding, fix: boolean): string[] {
  const contrasts = theme ? themeContrast(theme) : [];
  const measured = contrasts.length > 0 ? out.dim(`  ${contrastLine(contrasts)}`) : "";
  if (faults.length === 0) return [`${out.green("✓")} ${source.name}${measured}`];
  const mended = fix ? faults.length - left.length : 0;
  const counts = [
    ...(mended > 0 ? [`${mended} repaired`] : []),
    ...(faults.length > mended ? [faultCount(faults.length - mended)] : []),
  ];
  return [
    `${mended === faults.length ? out.green("✓") : out.red("✗")} ${source.name}: ${counts.join(", ")}${mended === faults.length ? measured : ""}`,
    ...faults.map((fault) =>
      fix && fault.repair
        ? `    ${out.green("repaired")} ${repairLine(fault, fault.repair, "the theme")}`
        : `    ${faultLine(fault, "the theme")}`,
    ),
  ];
}

function faultCount(count: number): string {
  return count === 1 ? "1 fault" : `${count} faults`;
}

/** One text, as `--json` tells of it. */
function asJson({ source, faults, left, theme, repaired }: Finding, fix: boolean) {
  return {
    file: source.name,
    ok: (fix ? left : faults).length === 0,
    faults: faults.map(({ repair, ...fault }) => ({ ...fault, fixable: repair !== undefined })),
    ...(theme && { contrast: themeContrast(theme), warnings: themeWarnings(theme) }),
    ...(fix && { fixed: faults.length - left.length }),
    ...(fix && source.path === undefined && repaired && { theme: JSON.parse(repaired) }),
  };
}

async function repair(findings: readonly Finding[]): Promise<void> {
  for (const { source, repaired } of findings) {
    if (source.path === undefined || repaired === undefined) continue;
    await replaceFile({ path: source.path, contents: repaired });
  }
}

/** What to type to have texts repaired: stdin is gone by now, and comes in anew. */
function fixWords(sources: readonly Source[]): string {
  const paths = sources.flatMap(({ path }) => path ?? []);
  return paths.length < sources.length
    ? "… | chatkit theme check --fix"
    : shellCommand(["chatkit", "theme", "check", "--fix", ...paths]);
}

/** The error for faults that are there, or left after the repairs. */
function faultsLeft(findings: readonly Finding[], fix: boolean): CliError | undefined {
  const faulty = findings.filter(({ faults, left }) => (fix ? left : faults).length > 0);
  if (faulty.length === 0) return undefined;
  const count = faulty.reduce((sum, { faults, left }) => sum + (fix ? left : faults).length, 0);
  const fixable = findings.flatMap(({ faults }) => faults).filter((fault) => fault.repair).length;
  const words = fixWords(faulty.map(({ source }) => source));
  return new CliError(
    `${faultCount(count)} in ${faulty.length === 1 ? faulty[0]?.source.name : `${faulty.length} files`}.`,
    {
      code: "theme_faults",
      exitCode: EXIT.failed,
      hint:
        fix || fixable === 0
          ? undefined
          : `${fixable === count ? (count === 1 ? "It" : "Each") : fixable} can mean only one thing: ${words}`,
      details: { files: findings.map((finding) => asJson(finding, fix)) },
    },
  );
}

/**
 * Runs `theme check`: finds every fault, repairs what is unambiguous if asked to, and measures
 * contrast.
 *
 * @param files what to check, as typed; see `chatkit theme check --help`
 * @param options `fix`: repair the files, or print what came from stdin repaired
 * @param context of this run
 * @throws {CliError} `theme_faults` (exit 1), with the faults in its details; exit 2 when a file
 * cannot be read, or there is nothing to check
 */
export async function runThemeCheck(
  files: readonly string[],
  { fix }: { fix: boolean },
  context: CommandContext,
): Promise<void> {
  if (fix && files.length > 1 && files.includes(STDIN)) {
    throw usageError(
      "answer_does_not_belong",
      "--fix prints what came from stdin, and repairs files where they are: not both in one run.",
    );
  }
  const sources = await readSources(files, context);
  const findings = sources.map((source): Finding => {
    const { theme, ...checked } = checkText(source.name, source.bytes);
    return { source, ...checked, theme: fix || checked.faults.length === 0 ? theme : undefined };
  });
  if (fix) await repair(findings);
  const failed = faultsLeft(findings, fix);
  tellFindings(findings, fix, failed !== undefined, context);
  for (const { source, theme } of findings) {
    for (const warning of theme ? themeWarnings(theme) : []) {
      context.reporter.warn(`${source.name}: ${warning}`);
    }
  }
  if (failed) throw failed;
}

/** Says what was found; of a failure, `--json` tells with the error. */
function tellFindings(
  findings: readonly Finding[],
  fix: boolean,
  failed: boolean,
  { json, reporter }: CommandContext,
): void {
  const lines = findings.flatMap((finding) => linesOf(finding, fix)).join("\n");
  const [first] = findings;
  const isFilter = fix && first !== undefined && first.source.path === undefined;
  if (isFilter && !json) reporter.info(lines);
  if (failed && json) return;
  // Of what is no JSON, a filter hands nothing on.
  if (isFilter && first.faults.some(({ kind }) => kind === "not_json")) return;
  reporter.result(
    isFilter ? (first.repaired ?? Buffer.from(first.source.bytes).toString()).trimEnd() : lines,
    Object.assign(
      { ok: true as const },
      { files: findings.map((finding) => asJson(finding, fix)) },
    ),
  );
}
