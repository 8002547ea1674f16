import "./preview.ts";
import "./widget.ts";
import css from "./widget.css";

/** The style sheet of widgets; with it come their elements. */
export const styles: string = css;
