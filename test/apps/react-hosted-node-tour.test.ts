import { describeHosted } from "./hosted.ts";

describeHosted({ frontend: "react", backend: "hosted", runtime: "node", sample: "tour" });
