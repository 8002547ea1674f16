import { describeSelfHosted } from "./self-hosted.ts";

describeSelfHosted({
  frontend: "vanilla",
  backend: "self-hosted",
  runtime: "node",
  sample: "tour",
  store: "postgres",
});
