import { describeSelfHosted } from "./self-hosted.ts";

describeSelfHosted(
  { frontend: "vanilla", backend: "self-hosted", runtime: "node", sample: "bare", store: "sqlite" },
  "pair",
);
