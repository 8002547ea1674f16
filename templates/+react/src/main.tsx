import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { applyPageTheme, theme } from "./theme";
import "./styles.css";

applyPageTheme(theme);

const root = document.getElementById("app");
if (!root) throw new Error('index.html has no element with the id "app".');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
