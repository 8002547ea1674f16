import pMap, { pMapSkip } from "p-map";

/** Requests that are under way at once: quick, and no flood for a server that counts them. */
const CONCURRENCY = 8;

/** What came of minting several. */
export interface MintedMany<Minted> {
  /** In the order in which they were asked for. */
  readonly minted: readonly Minted[];
  /** Why not all are there: the first failure, or the reason of the signal. */
  readonly failure: unknown;
}

/**
 * Mints several, a few at a time. After the first failure nothing more is asked for, and what is
 * under way is waited for, so that nothing that was minted gets lost.
 *
 * @param options `count`: how many; `mint`: mints one, told its place from 0 on; `onMinted`: told of
 * each as it comes; `signal`: ends it at once
 */
export async function mintMany<Minted>({
  count,
  mint,
  onMinted,
  signal,
}: {
  readonly count: number;
  readonly mint: (index: number) => Promise<Minted>;
  readonly onMinted: (minted: Minted) => void;
  readonly signal: AbortSignal;
}): Promise<MintedMany<Minted>> {
  const failures: unknown[] = [];
  const minted = await pMap(
    Array.from({ length: count }, (_, index) => index),
    async (index) => {
      if (failures.length > 0) return pMapSkip;
      try {
        signal.throwIfAborted();
        const one = await mint(index);
        onMinted(one);
        return one;
      } catch (error) {
        failures.push(error);
        return pMapSkip;
      }
    },
    { concurrency: CONCURRENCY },
  );
  return { minted, failure: failures[0] };
}
