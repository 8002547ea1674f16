import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const DOORS = ["create-chatkit-app", "chatkit"];

/**
 * A Rolldown plugin that keeps what `--help` of each program says as `dist/help/<program>.txt`, 80
 * columns wide, so that it can be shown without loading the code that writes it.
 *
 * @returns a plugin that runs the programs once they are written
 */
export function helpTexts() {
  return {
    name: "help-texts",
    writeBundle({ dir }: { dir?: string | undefined }) {
      const folder = join(ROOT, dir ?? "dist", "help");
      const texts = DOORS.map((door) => ({
        door,
        text: execFileSync(process.execPath, [join(ROOT, "bin", `${door}.js`), "--help"]),
      }));
      mkdirSync(folder, { recursive: true });
      for (const { door, text } of texts) writeFileSync(join(folder, `${door}.txt`), text);
    },
  };
}
