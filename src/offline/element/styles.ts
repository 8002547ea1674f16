import { styles as composer } from "./composer/composer.ts";
import { styles as icon } from "./icons/icon.ts";
import { styles as markdown } from "./markdown/markdown.ts";
import button from "./primitives/button.css";
import { styles as dialog } from "./primitives/dialog.ts";
import { styles as menu } from "./primitives/menu.ts";
import { styles as popover } from "./primitives/popover.ts";
import { styles as spinner } from "./primitives/spinner.ts";
import { styles as tooltip } from "./primitives/tooltip.ts";
import { styles as frame } from "./shell/frame.ts";
import { styles as header } from "./shell/header.ts";
import { styles as history } from "./shell/history.ts";
import { styles as start } from "./shell/start.ts";
import base from "./theme/base.css";
import variables from "./theme/variables.css";
import { styles as thread } from "./view/styles.ts";
import { styles as widgets } from "./widgets/widgets.ts";

/** The style sheets of all parts, in the order in which they apply. */
export const styles: readonly string[] = [
  variables,
  base,
  button,
  icon,
  spinner,
  popover,
  menu,
  dialog,
  tooltip,
  composer,
  frame,
  header,
  start,
  history,
  markdown,
  thread,
  widgets,
];
