import type { Theme } from "./schema.ts";

/** A ready-made theme. */
export interface Preset {
  readonly means: string;
  readonly theme: Theme;
}

/**
 * The four presets that the project was created with, in values that ChatKit accepts (facts
 * section 6: `md` became `soft`, `comfortable` became `normal`).
 */
export const presets = {
  "corporate-light": {
    means: "light, soft corners, business blue",
    theme: {
      colorScheme: "light",
      radius: "soft",
      density: "normal",
      color: { accent: { primary: "#0066CC", level: 2 } },
    },
  },
  "corporate-dark": {
    means: "dark, soft corners, bright blue",
    theme: {
      colorScheme: "dark",
      radius: "soft",
      density: "normal",
      color: { accent: { primary: "#4D9FFF", level: 2 } },
    },
  },
  minimal: {
    means: "light, sharp corners, compact, no accent",
    theme: { colorScheme: "light", radius: "sharp", density: "compact" },
  },
  playful: {
    means: "light, round corners, coral",
    theme: {
      colorScheme: "light",
      radius: "round",
      density: "normal",
      color: { accent: { primary: "#FF6B6B", level: 3 } },
    },
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
