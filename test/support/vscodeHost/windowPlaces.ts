import type { Browser, BrowserContext, Page } from 'playwright-core';
import { patience } from '../until.ts';
import { newWindowContext } from './browser.ts';

/** A part of a browser with storage of its own, and the address at which the windows in it are, one after the other. */
export interface WindowPlace {
  readonly context: BrowserContext;
  /** An empty page that stays, through which the browser is told to forget. */
  readonly resident: Page;
  /** Port of the server whose window was here last; that of the next is best the same. */
  port: number | undefined;
}

/** Places of a browser that show no window. */
const free = new WeakMap<Browser, WindowPlace[]>();

/** All that a page can keep. What the browser has loaded and compiled for it is not of that. */
const kept =
  'cookies,file_systems,indexeddb,local_storage,service_workers,cache_storage,storage_buckets,shared_storage';

/**
 * Gives a place to show a window in, apart from all windows that are open. One that has shown a window before is taken first: at
 * the same address the browser has VS Code's scripts loaded and compiled, a good part of the work of opening a window.
 */
export async function takePlace(browser: Browser): Promise<WindowPlace> {
  const places = free.get(browser) ?? [];
  const isFirst = !free.has(browser);
  free.set(browser, places);
  const found = places.pop();
  if (found !== undefined) return found;
  // Only its first context is kept on disk, and a cache in memory has no room for a script as large as VS Code's.
  const context = (isFirst ? browser.contexts()[0] : undefined) ?? (await newWindowContext(browser));
  return { context, resident: context.pages()[0] ?? (await context.newPage()), port: undefined };
}

/** Opens a page for the window of a server. */
export async function pageIn(place: WindowPlace, port: number): Promise<Page> {
  place.port = port;
  const page = await place.context.newPage();
  page.setDefaultTimeout(patience);
  return page;
}

/** Closes all windows in a place, forgets what they have stored, and leaves it to the next one. */
export async function leavePlace({ context, resident, port }: WindowPlace): Promise<void> {
  const browser = context.browser();
  if (browser?.isConnected() !== true || resident.isClosed()) return;
  const windows = context.pages().filter((page) => page !== resident);
  await Promise.all(windows.map((page) => page.close()));
  await context.clearCookies();
  if (port !== undefined) {
    const session = await context.newCDPSession(resident);
    await session.send('Storage.clearDataForOrigin', { origin: `http://127.0.0.1:${port}`, storageTypes: kept });
    await session.detach();
  }
  free.get(browser)?.push({ context, resident, port });
}
