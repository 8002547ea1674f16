import type { OfflineOptions } from "../../offline/offline.ts";

/** How the stand-in of `dev --offline` answers. */
export type OfflineMode = Pick<OfflineOptions, "speed" | "strict">;

/** Unless flags say otherwise. */
export const USUAL_OFFLINE: OfflineMode = { speed: "readable", strict: false };
