import { useStore } from "../hooks/useStore";
import { pageState } from "../page-state";

export interface SidePanelProps {
  /** Only a phone hides the panel. */
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Shows what the assistant's client tools have done to this page. */
export function SidePanel({ isOpen, onClose }: SidePanelProps) {
  const { colorScheme, facts, highlighted } = useStore(pageState);
  return (
    <aside
      id="side-panel"
      className="side-panel"
      aria-labelledby="side-panel-title"
      data-open={isOpen}
    >
      <div className="side-panel-header">
        <h2 id="side-panel-title">This page</h2>
        <button type="button" className="button-quiet side-panel-close" onClick={onClose}>
          Close
        </button>
      </div>
      <p className="side-panel-intro">The assistant can change what you see here.</p>
      <h3>Theme</h3>
      <p data-theme={colorScheme}>{colorScheme === "dark" ? "Dark" : "Light"}</p>
      <h3>Facts</h3>
      {facts.length === 0 ? (
        <p className="side-panel-intro">None yet. Ask the assistant to remember something.</p>
      ) : (
        <ul className="facts">
          {facts.map(({ id, text }) => (
            <li key={id} data-fact={id} data-highlighted={highlighted.includes(id)}>
              {text}
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}
