import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import * as esbuild from 'esbuild';
import { dist, distStamp, isUpToDate } from '../../scripts/buildStamp.ts';
import { webviewHtml } from '../../src/editor/board/webviewHtml.ts';
import { patience } from '../support/until.ts';
import { themes } from './themes.ts';
import type { ThemeName } from './themes.ts';

/** An origin that exists only inside the browser: every request to it is answered from the bundle. */
const origin = 'https://webview.test';
const root = path.join(import.meta.dirname, '..', '..');

/** The files of a webview by name, as `npm run build` makes them. */
export type Bundle = ReadonlyMap<string, Uint8Array>;

/** Bundles `webview-ui/src/<name>/main.ts` with its style sheet, and adds the icon font; takes what was built where that is up to date. */
export async function bundleWebview(name: 'board' | 'diagram'): Promise<Bundle> {
  if (await isUpToDate(distStamp, dist)) return builtWebview(name);
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { [name]: `webview-ui/src/${name}/main.ts` },
    bundle: true,
    write: false,
    minify: true,
    keepNames: true,
    format: 'iife',
    target: 'chrome130',
    outdir: 'webview',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const icons = path.join(root, 'node_modules', '@vscode', 'codicons', 'dist');
  const files = new Map<string, Uint8Array>(built.outputFiles.map((file) => [path.basename(file.path), file.contents]));
  for (const file of ['codicon.css', 'codicon.ttf']) files.set(file, await readFile(path.join(icons, file)));
  return files;
}

async function builtWebview(name: string): Promise<Bundle> {
  const files = [`${name}.js`, `${name}.css`, 'codicon.css', 'codicon.ttf'];
  const read = async (file: string) => [file, await readFile(path.join(dist, 'webview', file))] as const;
  return new Map(await Promise.all(files.map(read)));
}

/** A webview's document in a page, with the test in the place of the editor. */
export interface WebviewPage<Message> {
  readonly page: Page;
  /** Messages that the document has posted, oldest first. */
  readonly sent: () => Promise<readonly Message[]>;
  /** Hands a message to the document, as the editor does; resolves once the document has taken it. */
  readonly post: (message: unknown) => Promise<void>;
  /** Errors of scripts, and what the content security policy has refused. */
  readonly faults: readonly string[];
  /** Leaves the page to the next webview. A page that a test has changed lastingly is closed with its context instead. */
  readonly close: () => void;
}

export interface PageOptions {
  readonly name: 'board' | 'diagram';
  readonly bundle: Bundle;
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** State that the document remembers from before. */
  readonly memory?: unknown;
  readonly inlineStyles?: boolean;
}

/** A page with what it shows at present. */
interface Reusable {
  readonly page: Page;
  readonly shown: { html: string; bundle: Bundle; faults: string[] };
}

/** Pages of a browser that no test uses: to start one takes three times as long as to load a document in it anew. */
const free = new WeakMap<Browser, Reusable[]>();

/** Opens a webview's document under the policy it really has. */
export async function openWebview<Message>(browser: Browser, options: PageOptions): Promise<WebviewPage<Message>> {
  const { name, bundle, theme = 'dark', width = 1200, height = 900, reducedMotion = true } = options;
  const pages = free.get(browser) ?? [];
  free.set(browser, pages);
  const { page, shown } = pages.pop() ?? (await newPage(browser));
  const html = webviewHtml({
    title: name,
    script: `${origin}/${name}.js`,
    styles: ['codicon.css', `${name}.css`].map((file) => `${origin}/${file}`),
    cspSource: origin,
    nonce: 'nonceofthetest',
    inlineStyles: options.inlineStyles ?? name === 'diagram',
  });
  const faults: string[] = [];
  Object.assign(shown, { html, bundle, faults });
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ reducedMotion: reducedMotion ? 'reduce' : 'no-preference' });
  const given: BridgeOptions = { memory: options.memory, ...themes[theme] };
  await page.goto(`${origin}/?${encodeURIComponent(JSON.stringify(given))}`);
  await page.mouse.move(0, 0);
  return {
    page,
    faults,
    sent: () => page.evaluate(() => window.bridge.sent as Message[]),
    post: (message) => page.evaluate(hand, message),
    close: () => void pages.push({ page, shown }),
  };
}

async function newPage(browser: Browser): Promise<Reusable> {
  const context = await browser.newContext();
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const shown: Reusable['shown'] = { html: '', bundle: new Map(), faults: [] };
  page.on('pageerror', (error) => shown.faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') shown.faults.push(message.text());
  });
  await page.route('**/*', (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (file === '') return route.fulfill({ contentType: 'text/html', body: shown.html });
    const body = shown.bundle.get(file);
    if (body === undefined) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: contentTypes[path.extname(file)] ?? '', body: Buffer.from(body) });
  });
  await page.addInitScript(bridge);
  return { page, shown };
}

/** Runs in the page. Listeners are called in the order they were added, so the document's own has been called before. */
function hand(message: unknown): Promise<void> {
  return new Promise((resolve) => {
    window.addEventListener('message', () => resolve(), { once: true });
    window.postMessage(message, '*');
  });
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.ttf': 'font/ttf',
};

declare global {
  interface Window {
    /** `touched` is for what a test itself observes. */
    bridge: { sent: unknown[]; memory: unknown; touched: string[] };
    acquireVsCodeApi: () => {
      postMessage(message: unknown): void;
      getState(): unknown;
      setState(state: unknown): unknown;
    };
  }
}

/** Faults that axe finds with a page by the success criteria of WCAG 2.2, A and AA, a line each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  // The policy of the page lets no script be added to it; this goes past it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await page.evaluate(
    (values) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: { type: 'tag', values },
        // What is right needs no description, and the text of a part says which it is.
        resultTypes: ['violations'],
        selectors: false,
      }),
    tags,
  );
  return violations.flatMap(linesOf);
}

function linesOf({ id, help, nodes }: AxeResults['violations'][number]): readonly string[] {
  return nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 160)}`);
}

interface BridgeOptions {
  readonly memory: unknown;
  readonly bodyClass: string;
  readonly colors: Readonly<Record<string, string>>;
}

/** Runs in the page before its script: what VS Code's own preload does for a webview, with options from the address. */
function bridge(): void {
  if (location.search === '') return;
  const { memory, bodyClass, colors } = JSON.parse(decodeURIComponent(location.search.slice(1))) as BridgeOptions;
  window.bridge = { sent: [], memory, touched: [] };
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => void window.bridge.sent.push(message),
    getState: () => window.bridge.memory,
    setState: (state) => (window.bridge.memory = state),
  });
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(colors)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    document.body.classList.add(bodyClass);
  });
}
