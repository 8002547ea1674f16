import { describePackageManager } from "./package-managers.ts";

describePackageManager("yarn", [
  { frontend: "react", backend: "self-hosted", runtime: "node", sample: "bare" },
  { frontend: "vanilla", backend: "hosted", runtime: "python", sample: "bare" },
]);
