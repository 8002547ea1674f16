import { h } from "./dom.js";

/**
 * Opens a frame of the script's own origin; what it is asked to do carries no cookie of the page.
 *
 * @returns a function that gives the frame a job and resolves to its answer
 */
export function openFrame(root) {
  const frame = h("iframe", { hidden: true, title: "Fake ChatKit frame" });
  frame.src = new URL("frame.html", import.meta.url).href;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  root.append(frame);
  return async (job) => {
    await loaded;
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => {
      port1.onmessage = (event) => resolve(event.data);
    });
    frame.contentWindow.postMessage(job, "*", [port2]);
    return answer;
  };
}
