import { describeSelfHosted } from "./self-hosted.ts";

describeSelfHosted(
  { frontend: "react", backend: "self-hosted", runtime: "node", sample: "bare", store: "memory" },
  "pair",
);
