import { useEffect, useState } from "react";
import { ChatKitWidget } from "./components/ChatKitWidget";
import { SidePanel } from "./components/SidePanel";
import { useStore } from "./hooks/useStore";
import { pageState, themeFor } from "./page-state";
import { applyPageTheme } from "./theme";
import "./tour.css";

export function App() {
  const { colorScheme, facts, toast } = useStore(pageState);
  const [isPanelOpen, setPanelOpen] = useState(false);

  useEffect(() => applyPageTheme(themeFor(colorScheme)), [colorScheme]);

  useEffect(() => {
    if (!isPanelOpen) return;
    const closeOnEscape = ({ key }: KeyboardEvent) => key === "Escape" && setPanelOpen(false);
    addEventListener("keydown", closeOnEscape);
    return () => removeEventListener("keydown", closeOnEscape);
  }, [isPanelOpen]);

  return (
    <div className="page">
      <header className="page-header">
        <h1>{document.title}</h1>
        <button
          type="button"
          className="button-quiet panel-toggle"
          aria-controls="side-panel"
          aria-expanded={isPanelOpen}
          onClick={() => setPanelOpen(!isPanelOpen)}
        >
          This page ({facts.length})
        </button>
      </header>
      <main className="page-main">
        <ChatKitWidget />
        <SidePanel isOpen={isPanelOpen} onClose={() => setPanelOpen(false)} />
      </main>
      <p className="toast" role="status">
        {toast}
      </p>
    </div>
  );
}
