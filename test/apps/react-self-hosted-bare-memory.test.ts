import { describeSelfHosted } from "./self-hosted.ts";

describeSelfHosted({ frontend: "react", backend: "self-hosted", sample: "bare", store: "memory" });
