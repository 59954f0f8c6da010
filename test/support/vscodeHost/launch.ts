import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { installServer } from '../../../scripts/vscodeHost/installServer.ts';
import { startServer } from '../../../scripts/vscodeHost/startServer.ts';
import type { RunningServer } from '../../../scripts/vscodeHost/startServer.ts';
import { workbenchUrl } from '../../../scripts/vscodeHost/workbenchUrl.ts';
import { launchBrowser } from './browser.ts';
import { linkBuiltInExtensions } from './builtInExtensions.ts';
import { extensionHostsOf } from './processes.ts';
import { makeTestFolders } from './folders.ts';
import type { TestFolders } from './folders.ts';
import { installExtensions } from '../../../scripts/vscodeHost/installExtensions.ts';
import { leavePlace, pageIn, takePlace } from './windowPlaces.ts';
import { frameWith, waitForWorkbench } from './workbench.ts';

export interface LaunchOptions {
  /** Absolute path of the folder to open. */
  readonly workspace: string;
  /** Absolute path of a file to open in the editor. */
  readonly openFile?: string;
  /** The workspace is opened in restricted mode until the person trusts it. */
  readonly asksForTrust?: boolean;
  /** Settings of VS Code besides those of every test. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the server, the extension host and the terminals. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute path of the extension to run; this project when left out. */
  readonly extension?: string;
  /**
   * Absolute path of a CommonJS module whose `run()` is called inside the extension host. Without one, the extension
   * runs as a person has it: installed, with dialogs and notifications shown.
   */
  readonly testsModule?: string;
  /** Folders to use; a fresh set, removed on close, when left out. */
  readonly folders?: TestFolders;
  /** Browser to open the window in, which stays open; one of its own when left out. */
  readonly browser?: Browser;
  /** Called with the page before it opens anything, to expose functions to it or listen to its events. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A real VS Code with the extension, shown by a page that a test drives. */
export interface VsCode {
  readonly page: Page;
  readonly url: string;
  readonly serverPid: number;
  readonly folders: TestFolders;
  /** The frame (the page itself, or a webview's document) that shows an element; waits for one. */
  frameWith(selector: string): Promise<Frame>;
  /** Saves a picture of the whole window; gives its path. */
  screenshot(name: string): Promise<string>;
  /** Reloads the window as a person would, and waits until the workbench is back. */
  reload(): Promise<void>;
  /** Kills the extension host as `kill -9` does; gives its process id. The window stays open. */
  killExtensionHost(): Promise<number>;
  serverOutput(): string;
  close(): Promise<void>;
}

/** Keeps the server from looking for extensions in the gallery, which tests do not use. */
const noGallery = { EXTENSIONS_GALLERY: '{}' };

/** Only with this driver does the workbench honour tests named in its address; it also hides notification toasts. */
const testsInside = ['--enable-smoke-test-driver'];

const testSettings = {
  // A mouse that rests on a row after a click would show all words of it, above the row that is clicked next.
  'workbench.hover.delay': 3_600_000,
  // Where no graphics card helps, what is drawn like a game costs much, and no test looks at it.
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'terminal.integrated.gpuAcceleration': 'off',
};

export const projectRoot = path.join(import.meta.dirname, '..', '..', '..');

/**
 * Starts a real VS Code server on this machine with the built extension and opens the workspace in a headless browser.
 * Throws when the extension has not been built, or when VS Code or a browser is not to be had.
 */
export async function launchVsCode(options: LaunchOptions): Promise<VsCode> {
  const extension = options.extension ?? projectRoot;
  await requireBuild(extension);
  exitWhenTold();
  const folders = options.folders ?? (await makeTestFolders());
  if (options.testsModule === undefined) await installExtensions(path.join(folders.data, 'extensions'), [extension]);
  const program = await installServer((line) => console.log(line));
  const browser = options.browser ?? (await launchBrowser());
  const place = await takePlace(browser);
  let server: RunningServer | undefined;
  const close = async (): Promise<void> => {
    try {
      await leavePlace(place);
      if (options.browser === undefined) await browser.close();
    } finally {
      await server?.stop();
    }
    if (options.folders === undefined) await folders.remove();
  };
  try {
    server = await startServer({
      program,
      dataFolder: folders.data,
      environment: { ...process.env, ...noGallery, ...folders.environment, ...options.env },
      ...(options.asksForTrust !== undefined && { asksForTrust: options.asksForTrust }),
      ...(place.port !== undefined && { port: place.port }),
      settings: { ...testSettings, ...options.settings },
      argv: options.testsModule === undefined ? [await quietExtensions(program, folders)] : testsInside,
    });
    const url = workbenchUrl({
      port: server.port,
      folder: options.workspace,
      ...(options.openFile !== undefined && { openFile: options.openFile }),
      ...(options.testsModule !== undefined && {
        extensionDevelopmentPath: extension,
        extensionTestsPath: options.testsModule,
      }),
    });
    const page = await pageIn(place, server.port);
    await options.prepare?.(page);
    await page.goto(url);
    await waitForWorkbench(page);
    return { page, url, serverPid: server.pid, folders, close, ...controlsOf(page, server) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Argument with which a server leaves out extensions of VS Code that no test is about. The suites inside the host have them all. */
async function quietExtensions(program: string, { root }: TestFolders): Promise<string> {
  const folder = path.join(root, 'built-in-extensions');
  await linkBuiltInExtensions(program, folder);
  return `--builtin-extensions-dir=${folder}`;
}

function controlsOf(
  page: Page,
  server: RunningServer,
): Pick<VsCode, 'frameWith' | 'screenshot' | 'reload' | 'killExtensionHost' | 'serverOutput'> {
  return {
    frameWith: (selector) => frameWith(page, selector),
    screenshot: (name) => screenshot(page, name),
    serverOutput: () => server.output(),
    reload: async () => {
      await page.reload();
      await waitForWorkbench(page);
    },
    killExtensionHost: async () => {
      const [host] = await extensionHostsOf(server.pid);
      if (host === undefined) throw new Error('No extension host is running.');
      process.kill(host, 'SIGKILL');
      return host;
    },
  };
}

/** Saves a picture of a page below .cache/screenshots/; gives its path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const folder = path.join(projectRoot, '.cache', 'screenshots');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name.replaceAll(/[^\w-]+/g, '-')}.png`);
  await page.screenshot({ path: file });
  return file;
}

let listening = false;

/** Turns the signals that end a test run into an exit, which is what takes the server with it. */
function exitWhenTold(): void {
  if (listening) return;
  listening = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}

async function requireBuild(extension: string): Promise<void> {
  if (extension !== projectRoot) return;
  const built = await stat(path.join(extension, 'dist', 'extension.cjs')).catch(() => undefined);
  if (built === undefined) throw new Error('The extension is not built: run `npm run build` first.');
}
