import type * as vscode from 'vscode';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** The files of a webview, as addresses the webview may load, and what its document is called. */
export interface WebviewPage {
  readonly title: string;
  readonly script: string;
  readonly styles: readonly string[];
  /** The webview's own origin, which its style sheets and fonts come from. */
  readonly cspSource: string;
  /** New for every document: only the script that carries it runs. */
  readonly nonce: string;
  /** Allows style attributes and style elements made by scripts; see docs/decisions/020-mermaid-in-its-own-webview.md. */
  readonly inlineStyles?: boolean;
}

/** Icon of the tab of a webview: the one plans have. @param folder the extension's `dist/webview` */
export function panelIcon(
  { Uri }: VSCode,
  folder: vscode.Uri,
): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const media = Uri.joinPath(folder, '..', '..', 'media');
  return { light: Uri.joinPath(media, 'plan-light.svg'), dark: Uri.joinPath(media, 'plan-dark.svg') };
}

/** The document of a webview: nothing may be loaded or run in it but its own script, styles and fonts. */
export function webviewHtml(page: WebviewPage): string {
  const { cspSource, nonce, inlineStyles = false } = page;
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}${inlineStyles ? " 'unsafe-inline'" : ''}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  const links = page.styles.map((style) => `<link rel="stylesheet" href="${escape(style)}">`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)}</title>
${links.join('\n')}
</head>
<body>
<script nonce="${nonce}" src="${escape(page.script)}"></script>
</body>
</html>
`;
}

/** A page whose files lie in the extension's `dist/webview`. */
export function pageOf(
  webview: vscode.Webview,
  folder: vscode.Uri,
  uris: Pick<typeof vscode.Uri, 'joinPath'>,
  page: Omit<WebviewPage, 'cspSource' | 'nonce'>,
): WebviewPage {
  const address = (file: string): string => webview.asWebviewUri(uris.joinPath(folder, file)).toString();
  return {
    ...page,
    script: address(page.script),
    styles: page.styles.map(address),
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
  };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
