/** Of one paragraph; what looks for pairs compares each with all that follow. */
const MOST = 2000;

/** Whether a paragraph has so many signs of Markdown that nobody waits until they are understood. */
export function hasTooManySigns(paragraph: string): boolean {
  return paragraph.length > MOST && (paragraph.match(/[*_~`[\]<\\]/g)?.length ?? 0) > MOST;
}
