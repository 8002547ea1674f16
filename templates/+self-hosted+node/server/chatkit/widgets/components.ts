export type WidgetComponent = { type: string };
export type WidgetRoot = { type: "Card" | "ListView" | "Basic" };
