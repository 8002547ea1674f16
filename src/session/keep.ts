import { setTimeout as sleep } from "node:timers/promises";
import { CliError, EXIT, usageError } from "../errors.ts";
import { OpenAIFailure } from "../openai/failure.ts";
import { isSecretText, type SecretFile } from "./secret-file.ts";

/** How long before its end a secret is renewed, where its life is long enough for it. */
const MARGIN_MS = 60_000;
/** No secret is asked for sooner than this after the last one, however short its life is. */
const SHORTEST_LIFE_MS = 500;
/** How often the file and the clock are looked at. */
const TICK_MS = 250;
/** A look that comes this much late comes after a sleep of the machine. */
const SLEPT_MS = 5_000;
/** How long a renewal is tried for after a sleep: the network takes its time to be there again. */
const PATIENCE_MS = 60_000;
/** How long to wait before a failed renewal is tried again; doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** A secret that was minted for a file. */
export interface KeptSecret {
  /** What the file shall hold. */
  readonly text: string;
  readonly lifetimeSeconds: number;
}

/** What happens to the file. */
export type KeepEvent<Kept extends KeptSecret> =
  | { readonly type: "written"; readonly kept: Kept; readonly isFirst: boolean }
  /** It was removed or emptied by somebody else, and is there again. */
  | { readonly type: "restored" }
  /** Somebody else wrote another secret into it, which stays until the next renewal. */
  | { readonly type: "replaced" }
  /** The machine slept past the end of the secret, which is not in the file any more. */
  | { readonly type: "ended" }
  /** A renewal failed, and is tried again; `secondsLeft` is how long the secret in the file lasts. */
  | { readonly type: "failed"; readonly error: unknown; readonly secondsLeft: number }
  /** The run ends, and the file with it. */
  | { readonly type: "removed" }
  /** The run ends, and the file cannot be removed. */
  | { readonly type: "left"; readonly error: unknown };

interface Options<Kept extends KeptSecret> {
  readonly file: SecretFile;
  readonly mint: (signal: AbortSignal) => Promise<Kept>;
  readonly tell: (event: KeepEvent<Kept>) => void;
  readonly signal: AbortSignal;
}

/** A secret and the moment when it was asked for, from which its life is counted. */
interface Current<Kept> {
  readonly kept: Kept;
  readonly ageMs: () => number;
}

/**
 * Keeps a valid secret in a file until the run is ended: it is renewed a minute before its end (half
 * of its life where that is shorter), by a new one. A renewal that fails for a while is tried again
 * as long as the secret in the file lasts, and for a minute where the machine slept past that; an
 * ended secret does not stay in the file. The file is removed when the run ends, unless somebody
 * else has written it last.
 *
 * @param options `file`: see `openSecretFile`; `mint`: makes a new secret, until its signal says to
 * stop; `tell`: hears what happens; `signal`: ends it
 * @throws the signal's reason; the failure that kept a secret from being made, renewed or written
 */
export async function keepSecret<Kept extends KeptSecret>(options: Options<Kept>): Promise<never> {
  const { file, tell, signal } = options;
  const written: string[] = [];
  const sleeps = watchSleeps();
  const write = async (kept: Kept, isFirst: boolean) => {
    await file.write(kept.text);
    written.push(kept.text);
    tell({ type: "written", kept, isFirst });
  };
  try {
    let current = await mintNow(options, signal);
    await write(current.kept, true);
    while (true) {
      await pause(TICK_MS, signal);
      if (isDue(current)) {
        current = await renew(current, sleeps, options, (kept) => write(kept, false));
      } else {
        await lookAfter(current.kept, written, options);
      }
    }
  } finally {
    sleeps.stop();
    await removeOwn(written.at(-1), options).catch((error: unknown) => {
      // What is no file any more holds no secret, and has been told.
      if (!(error instanceof CliError)) tell({ type: "left", error });
    });
  }
}

async function mintNow<Kept extends KeptSecret>(
  { mint }: Options<Kept>,
  signal: AbortSignal,
): Promise<Current<Kept>> {
  // From when it is asked for, since that is before its life begins.
  const ageMs = stopwatch();
  return { kept: await mint(signal), ageMs };
}

/** Milliseconds from now on: one clock stands still in a sleep, the other may be set back. */
function stopwatch(): () => number {
  const wall = Date.now();
  const steady = performance.now();
  return () => Math.max(Date.now() - wall, performance.now() - steady);
}

interface SleepWatch {
  /** Milliseconds since the machine woke last; infinite where it did not sleep. */
  wokenForMs(): number;
  stop(): void;
}

/** Notices sleeps of the machine, whatever is under way when they begin. */
function watchSleeps(): SleepWatch {
  let lookedMs = stopwatch();
  let wokenMs = () => Number.POSITIVE_INFINITY;
  const look = () => {
    if (lookedMs() > SLEPT_MS) wokenMs = stopwatch();
    lookedMs = stopwatch();
  };
  const timer = setInterval(look, TICK_MS);
  return {
    wokenForMs: () => {
      // Of several timers that are late, this one need not be the first.
      look();
      return wokenMs();
    },
    stop: () => clearInterval(timer),
  };
}

function isDue({ kept, ageMs }: Current<KeptSecret>): boolean {
  const lifeMs = kept.lifetimeSeconds * 1_000;
  return ageMs() >= Math.max(SHORTEST_LIFE_MS, lifeMs - Math.min(MARGIN_MS, lifeMs / 2));
}

/** Mints and writes the next secret; each try is a new one, but what was minted is written first. */
async function renew<Kept extends KeptSecret>(
  current: Current<Kept>,
  sleeps: SleepWatch,
  options: Options<Kept>,
  write: (kept: Kept) => Promise<void>,
): Promise<Current<Kept>> {
  const { file, tell, signal } = options;
  // No step goes on beyond the end of the secret, which is taken out then.
  const timeMs = () => leftMs(current) || Math.max(0, PATIENCE_MS - sleeps.wokenForMs());
  let next: Current<Kept> | undefined;
  let failure: unknown;
  for (let waitMs = FIRST_PAUSE_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_PAUSE_MS)) {
    if (leftMs(current) === 0 && timeMs() > 0) await removeEnded(current.kept, options);
    try {
      next ??= await mintInTime(options, timeMs());
      refuseToDestroy(await file.read());
      await write(next.kept);
      return next;
    } catch (error) {
      signal.throwIfAborted();
      // That the time is over says less than what had failed until then.
      if (!(error instanceof TooLate) || failure === undefined) failure = error;
      const time = timeMs();
      if (!mayPass(error) || time === 0) throw failure;
      tell({ type: "failed", error, secondsLeft: Math.ceil(leftMs(current) / 1_000) });
      const wanted = error instanceof OpenAIFailure ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
      await pause(Math.min(Math.max(waitMs, wanted), time), signal);
    }
  }
}

function leftMs({ kept, ageMs }: Current<KeptSecret>): number {
  return Math.max(0, kept.lifetimeSeconds * 1_000 - ageMs());
}

/** A try that is still under way when the old secret ends has failed: nobody may read an ended one. */
async function mintInTime<Kept extends KeptSecret>(
  options: Options<Kept>,
  timeMs: number,
): Promise<Current<Kept>> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new TooLate()), timeMs);
  try {
    return await mintNow(options, AbortSignal.any([options.signal, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}

class TooLate extends OpenAIFailure {
  constructor() {
    super("The secret in the file ended before another one came.", {
      code: "openai_timeout",
      exitCode: EXIT.unreachable,
      isTemporary: true,
      hint: "Try again in a moment; a longer --expires-in leaves more time.",
    });
  }
}

/** An outage, or a disk that is full for a while; what is refused for good stays refused. */
function mayPass(error: unknown): boolean {
  if (error instanceof OpenAIFailure) return error.isTemporary;
  return !(error instanceof CliError) && error instanceof Error && "code" in error;
}

/** Nobody shall read a secret that ended while the machine slept. */
async function removeEnded<Kept extends KeptSecret>(
  { text }: Kept,
  { file, tell }: Options<Kept>,
): Promise<void> {
  if ((await file.read()) !== text) return;
  await file.remove();
  tell({ type: "ended" });
}

/** Puts the secret back where it was taken away, and leaves another run's secret alone. */
async function lookAfter<Kept extends KeptSecret>(
  kept: Kept,
  known: string[],
  { file, tell }: Options<Kept>,
): Promise<void> {
  const text = await file.read();
  if (text === undefined || text === "") {
    await file.write(kept.text);
    tell({ type: "restored" });
  } else if (!known.includes(text)) {
    refuseToDestroy(text);
    known.unshift(text);
    tell({ type: "replaced" });
  }
}

function refuseToDestroy(text: string | undefined): void {
  if (text === undefined || text === "" || isSecretText(text)) return;
  throw usageError(
    "watch_file_in_use",
    "Somebody wrote something else than a secret into the file, and it would be lost.",
    "Name a file that nothing else writes to.",
  );
}

async function removeOwn<Kept extends KeptSecret>(
  own: string | undefined,
  { file, tell }: Options<Kept>,
): Promise<void> {
  if (own === undefined || (await file.read()) !== own) return;
  await file.remove();
  tell({ type: "removed" });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
