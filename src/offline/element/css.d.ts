declare module "*.css" {
  /** The style sheet as text; made by build/browser-pages.ts. */
  const text: string;
  export default text;
}
