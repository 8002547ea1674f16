import type {
  AccentColor,
  ColorOption,
  FontObject,
  GrayscaleOptions,
  SurfaceColors,
  ThemeOption,
  TypographyOption,
} from "@openai/chatkit";
import { type Check, filledText, list, nameOf, number, object, text, word } from "./check.ts";

const colorScheme = word(["light", "dark"]);

const color: Check = (value, path, report) => {
  if (typeof value !== "string" || !CSS.supports("color", value)) {
    report(path, `has to be a CSS colour, not ${nameOf(value)}`);
  }
};

const weight: Check = (value, path, report) => {
  if (typeof value !== "number") text(value, path, report);
};

const fontSource = object<FontObject>(
  {
    family: filledText,
    src: filledText,
    weight,
    style: word(["normal", "italic", "oblique"]),
    display: word(["auto", "block", "swap", "fallback", "optional"]),
    unicodeRange: text,
  },
  ["family", "src"],
);

const typography = object<TypographyOption>({
  baseSize: word([14, 15, 16, 17, 18]),
  fontSources: list(fontSource),
  fontFamily: text,
  fontFamilyMono: text,
});

const colors = object<ColorOption>({
  grayscale: object<GrayscaleOptions>(
    {
      hue: number(0, 360),
      tint: word([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      shade: word([-4, -3, -2, -1, 0, 1, 2, 3, 4]),
    },
    ["hue", "tint"],
  ),
  accent: object<AccentColor>({ primary: color, level: word([0, 1, 2, 3]) }, ["primary", "level"]),
  surface: object<SurfaceColors>({ background: color, foreground: color }, [
    "background",
    "foreground",
  ]),
});

const themeObject = object<ThemeOption>(
  {
    colorScheme,
    typography,
    // Words of widgets and of older guides, with what they come closest to (facts 6).
    radius: word(["pill", "round", "soft", "sharp"], undefined, {
      none: "sharp",
      sm: "sharp",
      md: "soft",
      lg: "round",
      full: "pill",
    }),
    density: word(["compact", "normal", "spacious"], undefined, { comfortable: "normal" }),
    color: colors,
  },
  [],
  { $schema: "is for editors alone; leave it out of what setOptions gets" },
);

/** A colour scheme, or the whole of a theme. */
export const theme: Check = (value, path, report) => {
  if (typeof value === "string") colorScheme(value, path, report);
  else themeObject(value, path, report);
};
