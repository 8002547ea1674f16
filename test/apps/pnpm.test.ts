import { describePackageManager } from "./package-managers.ts";

describePackageManager("pnpm", [
  { frontend: "react", backend: "self-hosted", runtime: "python", sample: "bare" },
  { frontend: "vanilla", backend: "hosted", runtime: "node", sample: "bare" },
]);
