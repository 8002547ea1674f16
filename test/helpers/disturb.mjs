// Loaded into the command by NODE_OPTIONS: counts the changes that it makes to the disk, and does
// something just before the one that DISTURB_AT names. What it does is real: a signal of the
// system, an error code of the system, or a change by somebody else.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { DISTURB_AT, DISTURB_BY, DISTURB_COUNT, DISTURB_PATH } = process.env;
const CHANGES = ["mkdir", "writeFile", "rename"];
let changes = 0;

async function disturb() {
  if (DISTURB_BY?.startsWith("SIG")) {
    // A signal reaches its listeners in a later turn of the event loop.
    const heard = new Promise((resolve) => process.once(DISTURB_BY, resolve));
    process.kill(process.pid, DISTURB_BY);
    // Listening for a signal does not keep a process alive.
    const alive = setInterval(() => undefined, 1000);
    await heard;
    clearInterval(alive);
  } else if (DISTURB_BY === "appear") {
    fs.mkdirSync(DISTURB_PATH, { recursive: true });
    fs.writeFileSync(`${DISTURB_PATH}/package.json`, "theirs");
  } else if (DISTURB_BY === "appear-file") fs.writeFileSync(DISTURB_PATH, "theirs");
  else if (DISTURB_BY) {
    throw Object.assign(new Error(`${DISTURB_BY}: injected`), { code: DISTURB_BY });
  }
}

if (process.argv[1]?.includes("create-chatkit-app")) {
  for (const name of CHANGES) {
    const original = fs.promises[name];
    fs.promises[name] = async (...args) => {
      changes += 1;
      if (changes === Number(DISTURB_AT)) await disturb();
      return original(...args);
    };
  }
  syncBuiltinESMExports();
  if (DISTURB_COUNT) {
    process.on("exit", () => fs.writeFileSync(DISTURB_COUNT, String(changes)));
  }
}
