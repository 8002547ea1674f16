import { describeSelfHosted } from "./self-hosted.ts";

describeSelfHosted(
  {
    frontend: "vanilla",
    backend: "self-hosted",
    runtime: "python",
    sample: "bare",
    store: "postgres",
  },
  "pair",
);
