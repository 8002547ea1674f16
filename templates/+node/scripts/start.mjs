// Serves what `npm run build` has made.
import { existsSync } from "node:fs";

const server = new URL("../dist/server/main.js", import.meta.url);
if (existsSync(server)) {
  await import(server.href);
} else {
  console.error("The app is not built yet. Build it with: npm run build");
  process.exitCode = 1;
}
