import type { ThemeOption } from "@openai/chatkit";
import { convertHslToRgb } from "culori/fn";
import {
  AA,
  AA_CONTROLS,
  BLACK,
  type CssColour,
  contrast,
  fromOklch,
  hexOf,
  isReadable,
  mix,
  onColour,
  type Rgb,
  readable,
  toOklch,
  WHITE,
} from "./colour.ts";

/** The values of custom properties by their names without `--ck-`. */
export type Palette = Readonly<Record<string, string>>;

/** Tells what a CSS colour is; undefined for what is none. */
export type ReadColour = (text: string) => CssColour | undefined;

type Scheme = "light" | "dark";
type Colours = NonNullable<ThemeOption["color"]>;

/**
 * Lightness of ground and text where a theme has no surface: white and #212121, as `chatkit theme`
 * assumes.
 */
const LIGHTNESS = {
  light: { ground: 1, text: 0.2 },
  dark: { ground: 0.2478, text: 0.96 },
} as const;
/** How far from the ground to the text the greys between them are. */
const STEPS = {
  light: { second: 0.035, third: 0.075, raised: 0, border: 0.12 },
  dark: { second: 0.055, third: 0.11, raised: 0.055, border: 0.17 },
} as const;
/** How much of the accent is in a soft ground, by its level. */
const SOFTNESS = { light: [0, 0.1, 0.12, 0.16], dark: [0, 0.18, 0.24, 0.3] } as const;
/** Hues of OKLCH for what is not the theme's to choose. */
const MEANINGS = {
  danger: 27,
  warning: 62,
  caution: 95,
  success: 152,
  info: 252,
  discovery: 305,
} as const;

/**
 * A grey of a theme. What the steps of `tint` and `shade` look like is not published (facts 7.11):
 * here step 6 of `tint` is as tinted as the greys that are called slate, and a step of `shade` is a
 * percent of lightness. The hue is one of HSL, as in `chatkit theme --from`.
 */
function greys(grayscale: Colours["grayscale"]): (lightness: number) => Rgb {
  const { hue = 0, tint = 0, shade = 0 } = grayscale ?? {};
  const { h } = toOklch(convertHslToRgb({ h: hue, s: 0.6, l: 0.5 }));
  return (lightness) => {
    const l = Math.min(1, Math.max(0, lightness + shade * 0.01));
    return fromOklch({ l, c: tint * 0.0075 * Math.min(1, (1 - l) / 0.3), h });
  };
}

/** A colour of the theme on what is behind it; undefined where it has none that can be read. */
function opaque(text: string | undefined, behind: Rgb, read: ReadColour): Rgb | undefined {
  const colour = text === undefined ? undefined : read(text);
  return colour && mix(behind, colour, colour.alpha);
}

/** Grounds and texts of a scheme. */
function surfaces(scheme: Scheme, theme: ThemeOption, read: ReadColour) {
  const { grayscale, surface } = theme.color ?? {};
  const grey = greys(grayscale);
  const { ground: groundLightness, text: textLightness } = LIGHTNESS[scheme];
  // A surface is made for the theme's own scheme; what is turned into the other one has greys.
  const own = (theme.colorScheme ?? "light") === scheme ? surface : undefined;
  const plain = grey(groundLightness);
  const ground = opaque(own?.background, plain, read) ?? plain;
  const text = opaque(own?.foreground, ground, read) ?? grey(textLightness);
  const towards = (part: number) =>
    own
      ? mix(ground, text, part)
      : grey(groundLightness + (textLightness - groundLightness) * part);
  return { ground, text, towards };
}

/** The first colour on the way to the text that can be read on some grounds. */
function quiet(
  towards: (part: number) => Rgb,
  from: number,
  grounds: readonly Rgb[],
  ratio: number,
  text: Rgb,
): Rgb {
  for (let part = from; part < 1; part += 0.01) {
    const colour = towards(part);
    if (isReadable(colour, grounds, ratio)) return colour;
  }
  return text;
}

/**
 * The colours of a theme in one of the two schemes.
 *
 * Text has the contrast of WCAG 2.2 AA wherever the theme does not itself say two colours that have
 * less. The level of the accent says how much of the chat it colours: with 0 the main buttons and
 * the focus; from 1 links, icons and what is chosen; from 2 the ground of the person's messages,
 * softly; with 3 that ground in full, the prompts and the header.
 *
 * @param scheme which of the two
 * @param theme a valid theme
 * @param read tells what a CSS colour is
 */
export function paletteOf(scheme: Scheme, theme: ThemeOption, read: ReadColour): Palette {
  const { ground, text, towards } = surfaces(scheme, theme, read);
  const steps = STEPS[scheme];
  const [second, third, raised] = [steps.second, steps.third, steps.raised].map(towards) as [
    Rgb,
    Rgb,
    Rgb,
  ];
  const { primary, level = 0 } = theme.color?.accent ?? {};
  const accent = opaque(primary, ground, read) ?? text;
  const header = level === 3 ? mix(ground, accent, 0.07) : ground;
  const soft = level === 0 ? third : mix(ground, accent, SOFTNESS[scheme][level]);
  const grounds = [third, second, ground, raised, header];
  const accentText = level === 0 ? text : readable(accent, grounds, AA);
  const onSoft = level === 0 ? text : readable(accent, [soft], AA);
  const onAccent = onColour(accent);
  const textOn = (own: Rgb) => (isReadable(text, [own], AA) ? text : onColour(own));
  const bubble = level === 3 ? accent : level === 2 ? soft : second;
  const prompt = level === 3 ? soft : ground;
  const colours: Record<string, Rgb> = {
    surface: ground,
    "surface-2": second,
    "surface-3": third,
    "surface-raised": raised,
    text,
    "text-secondary": quiet(towards, 0.72, grounds, AA, text),
    "text-tertiary": quiet(towards, 0.6, grounds, AA, text),
    border: level >= 2 ? mix(towards(steps.border), accent, 0.12) : towards(steps.border),
    "border-strong": quiet(towards, 0.4, [ground, second, raised], AA_CONTROLS, text),
    accent,
    "accent-hover": mix(accent, onAccent === WHITE ? BLACK : WHITE, 0.14),
    "on-accent": onAccent,
    focus: readable(accent, [ground, second, raised, header], AA_CONTROLS),
    "accent-text": accentText,
    "accent-soft": soft,
    "on-accent-soft": onSoft,
    link: accentText,
    "user-bubble": bubble,
    "on-user-bubble": level === 3 ? onAccent : textOn(bubble),
    prompt,
    "on-prompt": textOn(prompt),
    "prompt-icon":
      level === 0 ? quiet(towards, 0.72, [ground], AA, text) : readable(accent, [prompt], AA),
    "prompt-border": level >= 2 ? mix(ground, accent, 0.3) : towards(steps.border),
    header,
    ...meanings(scheme, grounds),
  };
  return Object.fromEntries(Object.entries(colours).map(([name, value]) => [name, hexOf(value)]));
}

/** Danger, success and the like, readable on all grounds of the theme. */
function meanings(scheme: Scheme, grounds: readonly Rgb[]): Record<string, Rgb> {
  const ground = grounds[2] ?? WHITE;
  const isDark = contrast(ground, WHITE) > contrast(ground, BLACK);
  const entries = Object.entries(MEANINGS).flatMap(([name, h]) => {
    const pure = fromOklch({ l: isDark ? 0.8 : 0.5, c: 0.16, h });
    const soft = mix(ground, fromOklch({ l: 0.65, c: 0.16, h }), scheme === "dark" ? 0.22 : 0.13);
    const colour = readable(pure, [...grounds, soft], AA);
    return [
      [name, colour],
      [`on-${name}`, onColour(colour)],
      [`${name}-soft`, soft],
    ];
  });
  return Object.fromEntries(entries);
}
