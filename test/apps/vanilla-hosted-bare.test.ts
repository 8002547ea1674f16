import { describeHosted } from "./hosted.ts";

describeHosted({ frontend: "vanilla", backend: "hosted", sample: "bare" });
