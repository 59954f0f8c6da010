import mermaid from 'mermaid';
import { errorMessage } from '../../../src/util/errors.ts';

/** A picture, or why there is none. */
export type Drawn = { readonly svg: string } | { readonly failure: string };

let drawings = 0;

/**
 * Draws mermaid source in the colours of the theme. The text comes from a plan, which is data: `strict` keeps scripts and
 * links in labels from becoming real. Mermaid refuses more than 500 edges and 50,000 characters by default, which a
 * plan of 300 tasks exceeds.
 */
export async function drawDiagram(text: string): Promise<Drawn> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    maxEdges: 20_000,
    maxTextSize: 4_000_000,
    suppressErrorRendering: true,
    // Labels as SVG text, because pictures with HTML in them cannot be opened outside a browser.
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: false },
    theme: 'base',
    themeVariables: themeVariables(),
  });
  try {
    const { svg } = await mermaid.render(`diagram-${++drawings}`, text);
    return { svg };
  } catch (error) {
    const reason = errorMessage(error);
    return { failure: reason.trim().replace(/[.]?$/, '.') };
  }
}

function themeVariables(): Readonly<Record<string, string | boolean>> {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string, otherwise: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const dark =
    !document.body.classList.contains('vscode-light') &&
    !document.body.classList.contains('vscode-high-contrast-light');
  const foreground = color('foreground', dark ? '#cccccc' : '#3b3b3b');
  const background = color('editor-background', dark ? '#1f1f1f' : '#ffffff');
  const border = color('contrastBorder', color('input-border', foreground));
  return {
    darkMode: dark,
    background,
    fontFamily: color('font-family', 'system-ui, sans-serif'),
    fontSize: '13px',
    primaryColor: color('editorWidget-background', background),
    primaryTextColor: foreground,
    primaryBorderColor: border,
    secondaryColor: background,
    tertiaryColor: background,
    lineColor: color('descriptionForeground', foreground),
    textColor: foreground,
    clusterBkg: background,
    clusterBorder: border,
    titleColor: foreground,
    edgeLabelBackground: background,
    dropShadow: 'none',
  };
}
