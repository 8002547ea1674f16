/** How much longer the page has for itself than a drawing takes it. */
const SHARE = 3;
/** What is drawn within half a frame leaves the rest of it free; in milliseconds. */
const QUICK_MS = 8;
const LONGEST_REST_MS = 5000;
/** A page that is not in sight has no frames. */
const WITHOUT_FRAMES_MS = 1000;

/**
 * Draws, and tells when it is time to draw again: in the next frame at the earliest, and the later
 * the longer it took to draw, lay out and paint.
 */
export function drawAtPace(draw: () => void): Promise<void> {
  const began = performance.now();
  draw();
  const drawn = performance.now() - began;
  return new Promise((resolve) => {
    const outOfSight = setTimeout(resolve, WITHOUT_FRAMES_MS);
    requestAnimationFrame((frame) => {
      clearTimeout(outOfSight);
      setTimeout(() => {
        const took = drawn + performance.now() - frame;
        setTimeout(resolve, Math.min(SHARE * Math.max(0, took - QUICK_MS), LONGEST_REST_MS));
      });
    });
  });
}
