import { describeHosted } from "./hosted.ts";

describeHosted({ frontend: "vanilla", backend: "hosted", runtime: "python", sample: "tour" });
