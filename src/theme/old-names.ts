/**
 * What themes were called before ChatKit 1.0's names, and still are in many tutorials: path to old
 * value to the value of today. Source: facts section 6, rows 10 to 12 and the mapping below them.
 */
export const oldValues: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  radius: { none: "sharp", sm: "sharp", md: "soft", lg: "round" },
  density: { comfortable: "normal" },
  // The scale went from 1 to 5; it goes from 0 to 3 now.
  "color.accent.level": { 4: 3, 5: 3 },
};
