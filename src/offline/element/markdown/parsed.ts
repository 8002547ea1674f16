import { Lexer, type Token, type TokensList } from "marked";
import { hasTooManySigns } from "./signs.ts";
import { finished } from "./unfinished.ts";

/** In UTF-16 units; what is longer takes the parser seconds, or more calls than there may be. */
const LONGEST = 1_000_000;
/** Lists and quotations within each other; each is read once more for every one around it. */
const DEEPEST = 24;
const asWritten = (text: string): Token => ({ type: "text", raw: text, text });

/** Leaves as it is written what would take it more time than anybody waits. */
class PatientLexer extends Lexer {
  #depth = 0;

  override blockTokens(text: string, tokens?: Token[], isClipped?: boolean): Token[];
  override blockTokens(text: string, tokens?: TokensList, isClipped?: boolean): TokensList;
  override blockTokens(text: string, tokens: Token[] = [], isClipped?: boolean): Token[] {
    if (this.#depth === DEEPEST) {
      tokens.push(asWritten(text));
      return tokens;
    }
    this.#depth += 1;
    super.blockTokens(text, tokens, isClipped);
    this.#depth -= 1;
    return tokens;
  }

  override inlineTokens(text: string, tokens: Token[] = []): Token[] {
    if (!hasTooManySigns(text)) return super.inlineTokens(text, tokens);
    tokens.push(asWritten(text));
    return tokens;
  }
}

/**
 * Reads Markdown (GFM). What the parser cannot read in time, or at all, is text as it is written.
 *
 * @param isGrowing whether more of the text is to come, so that its end is not final
 */
export function parsed(text: string, isGrowing: boolean): Token[] {
  if (text.length > LONGEST) return [asWritten(text)];
  try {
    return new PatientLexer({ gfm: true }).lex(isGrowing ? finished(text) : text);
  } catch {
    // The parser is regular expressions and calls within calls, and either can be too many.
    return [asWritten(text)];
  }
}
