import { z } from "zod";

const colour = z.string().min(1).describe("A CSS colour");
const radius = z.enum(["pill", "round", "soft", "sharp"]);
const density = z.enum(["compact", "normal", "spacious"]);
const baseSize = z.union([14, 15, 16, 17, 18].map((size) => z.literal(size)));
const integer = (low: number, high: number) => z.int().min(low).max(high);

const fontSource = z.strictObject({
  family: z.string().min(1),
  src: z.string().min(1).describe("Where the font file is, as an absolute URL"),
  weight: z.union([z.string(), z.number()]).optional(),
  style: z.enum(["normal", "italic", "oblique"]).optional(),
  display: z.enum(["auto", "block", "swap", "fallback", "optional"]).optional(),
  unicodeRange: z.string().optional(),
});

/**
 * ChatKit's theme, as `ThemeOption` of @openai/chatkit 1.9.0 has it (facts 2.4). Unknown keys are
 * faults: ChatKit itself would ignore or refuse them without naming them.
 */
export const themeSchema = z.strictObject({
  $schema: z.string().optional(),
  colorScheme: z.enum(["light", "dark"]).optional(),
  radius: radius.optional(),
  density: density.optional(),
  color: z
    .strictObject({
      accent: z.strictObject({ primary: colour, level: integer(0, 3) }).optional(),
      grayscale: z
        .strictObject({
          hue: z.number().min(0).max(360),
          tint: integer(0, 9),
          shade: integer(-4, 4).optional(),
        })
        .optional(),
      surface: z.strictObject({ background: colour, foreground: colour }).optional(),
    })
    .optional(),
  typography: z
    .strictObject({
      baseSize: baseSize.optional(),
      fontFamily: z.string().min(1).optional(),
      fontFamilyMono: z.string().min(1).optional(),
      fontSources: z.array(fontSource).optional(),
    })
    .optional(),
});

/** A ChatKit theme object. */
export type Theme = z.infer<typeof themeSchema>;

/** The JSON Schema of a theme file: what an app's `src/theme.schema.json` holds. */
export function themeJsonSchema(): object {
  return { title: "ChatKit theme", ...z.toJSONSchema(themeSchema, { target: "draft-7" }) };
}
