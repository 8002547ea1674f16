import messages from "./messages.css";
import notices from "./notices.css";
import sources from "./sources.css";
import form from "./structured-input.css";
import thread from "./thread.css";
import work from "./workflow.css";

/** The style sheets of the thread. */
export const styles: string = [thread, messages, sources, work, form, notices].join("\n");
