import type { Step } from "./reporter.ts";

const CELLS = 24;

/**
 * Shows how far a step has come, as a bar behind its label.
 *
 * @param step a piece of work that is shown while it runs
 * @param total how many parts it has
 * @returns to be called when one more part is done
 */
export function progressBar(step: Step, total: number): () => void {
  let done = 0;
  const show = () => {
    const full = Math.round((done / total) * CELLS);
    // The numbers come first: a narrow terminal cuts the end.
    step.update(`${done}/${total} ${"█".repeat(full)}${"░".repeat(CELLS - full)}`);
  };
  show();
  return () => {
    done += 1;
    show();
  };
}
