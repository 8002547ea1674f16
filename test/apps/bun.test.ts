import { describePackageManager } from "./package-managers.ts";

describePackageManager("bun", [
  { frontend: "react", backend: "hosted", runtime: "python", sample: "bare" },
  { frontend: "vanilla", backend: "self-hosted", runtime: "node", sample: "bare" },
]);
