import { describeSelfHosted } from "./self-hosted.ts";

describeSelfHosted(
  { frontend: "vanilla", backend: "self-hosted", sample: "tour", store: "memory" },
  "pair",
);
