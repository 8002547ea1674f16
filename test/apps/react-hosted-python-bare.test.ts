import { describeHosted } from "./hosted.ts";

describeHosted({ frontend: "react", backend: "hosted", runtime: "python", sample: "bare" });
