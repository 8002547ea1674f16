import { describeSelfHosted } from "./self-hosted.ts";

describeSelfHosted(
  {
    frontend: "react",
    backend: "self-hosted",
    runtime: "python",
    sample: "bare",
    store: "postgres",
  },
  "pair",
);
