// How results are told: a ratio within one run, so that a slow machine changes nothing.

let missed = false;

/** Tells a ratio that must not be above its bar. */
export function tell(what, ratio, bar, detail) {
  judge(ratio <= bar, what, `${ratio.toFixed(2)}x (bar ${bar.toFixed(2)}x)`, detail);
}

/** Tells a ratio that must not be below its bar. */
export function tellAtLeast(what, ratio, bar, detail) {
  judge(ratio >= bar, what, `${ratio.toFixed(2)}x (bar ${bar.toFixed(2)}x at least)`, detail);
}

/** Tells a ratio that has no bar. */
export function inform(what, ratio, detail) {
  console.log(`told    ${ratio.toFixed(2)}x  ${what}: ${detail}`);
}

/** Whether a bar was missed so far. */
export function anyMissed() {
  return missed;
}

function judge(within, what, ratio, detail) {
  missed ||= !within;
  console.log(`${within ? "within" : "MISSES"}  ${ratio}  ${what}: ${detail}`);
}
