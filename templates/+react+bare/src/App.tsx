import { ChatKitWidget } from "./components/ChatKitWidget";

export function App() {
  return (
    <div className="page">
      <header className="page-header">
        <h1>{document.title}</h1>
      </header>
      <main className="page-main">
        <ChatKitWidget />
      </main>
    </div>
  );
}
