import "./preview.ts";
import "./widget.ts";
import charts from "./looks/charts.css";
import colors from "./looks/colors.css";
import controls from "./looks/controls.css";
import faults from "./looks/faults.css";
import fields from "./looks/fields.css";
import layout from "./looks/layout.css";
import pictures from "./looks/pictures.css";
import roots from "./looks/roots.css";
import text from "./looks/text.css";

/** The style sheet of widgets, in the order in which it applies; with it come their elements. */
export const styles: string = [
  roots,
  layout,
  text,
  colors,
  controls,
  fields,
  pictures,
  charts,
  faults,
].join("\n");
