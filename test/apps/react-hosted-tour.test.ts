import { describeHosted } from "./hosted.ts";

describeHosted({ frontend: "react", backend: "hosted", sample: "tour" });
