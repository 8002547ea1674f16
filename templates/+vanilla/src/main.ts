import { createApp } from "./app";
import { applyPageTheme, theme } from "./theme";
import "./styles.css";

applyPageTheme(theme);

const root = document.getElementById("app");
if (!root) throw new Error('index.html has no element with the id "app".');
root.append(createApp());
