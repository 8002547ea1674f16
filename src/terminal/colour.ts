import kleur from "kleur";

function wanted(stream: NodeJS.WriteStream): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return Boolean(stream.isTTY) && TERM !== "dumb";
}

/** Whether talk (stderr) and results (stdout) are coloured: a terminal, `NO_COLOR`, `FORCE_COLOR`. */
export const coloured = {
  get stderr() {
    return wanted(process.stderr);
  },
  get stdout() {
    return wanted(process.stdout);
  },
};

type Paint = (text: string) => string;
type Name = "bold" | "dim" | "cyan" | "green" | "yellow" | "red";

function palette(stream: keyof typeof coloured): Record<Name, Paint> {
  const paint =
    (name: Name): Paint =>
    (text) => {
      kleur.enabled = coloured[stream];
      return kleur[name](text);
    };
  return {
    bold: paint("bold"),
    dim: paint("dim"),
    cyan: paint("cyan"),
    green: paint("green"),
    yellow: paint("yellow"),
    red: paint("red"),
  };
}

/** Colours for text on stderr. */
export const err = palette("stderr");
/** Colours for text on stdout. */
export const out = palette("stdout");

/**
 * A patch of one colour, two columns wide; nothing where stdout has no colour.
 *
 * @param colour red, green and blue, each 0–255
 */
export function swatch(colour: { r: number; g: number; b: number }): string {
  if (!coloured.stdout) return "";
  return `\u001b[48;2;${colour.r};${colour.g};${colour.b}m  \u001b[0m`;
}

/**
 * Text in colours of its own; as it is where stdout has no colour.
 *
 * @param text one line
 * @param colours red, green and blue, each 0–255
 */
export function painted(
  text: string,
  colours: {
    foreground: { r: number; g: number; b: number };
    background: { r: number; g: number; b: number };
  },
): string {
  if (!coloured.stdout) return text;
  const { foreground: f, background: b } = colours;
  return `\u001b[38;2;${f.r};${f.g};${f.b}m\u001b[48;2;${b.r};${b.g};${b.b}m${text}\u001b[0m`;
}
