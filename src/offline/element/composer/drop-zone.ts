/** What a drop zone tells. */
export interface DropPorts {
  /** Whether files can be dropped now. */
  isOpen(): boolean;
  onHover(isHovered: boolean): void;
  onFiles(files: readonly File[]): void;
}

/**
 * Takes files that are dropped anywhere on an element.
 *
 * @returns what ends it
 */
export function dropZone(element: EventTarget, ports: DropPorts): () => void {
  // Each child that the pointer crosses enters and leaves; the zone is left when all are.
  let depth = 0;
  const hover = (change: 1 | -1 | 0) => {
    depth = change === 0 ? 0 : Math.max(0, depth + change);
    ports.onHover(depth > 0);
  };
  const listeners: Readonly<Record<string, (event: DragEvent) => void>> = {
    dragenter: (event) => {
      if (!holdsFiles(event) || !ports.isOpen()) return;
      event.preventDefault();
      hover(1);
    },
    dragover: (event) => {
      if (!holdsFiles(event)) return;
      // Without it the browser would leave the page for a file that missed.
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = ports.isOpen() ? "copy" : "none";
    },
    dragleave: (event) => {
      if (holdsFiles(event) && depth > 0) hover(-1);
    },
    drop: (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      hover(0);
      if (ports.isOpen()) ports.onFiles([...(event.dataTransfer?.files ?? [])]);
    },
  };
  const all = Object.entries(listeners).map(([name, listener]) => {
    const handle = (event: Event) => {
      if (event instanceof DragEvent) listener(event);
    };
    element.addEventListener(name, handle);
    return () => element.removeEventListener(name, handle);
  });
  return () => {
    for (const end of all) end();
  };
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}
