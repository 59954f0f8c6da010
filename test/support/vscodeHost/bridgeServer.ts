import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { json } from 'node:stream/consumers';
import type { Frame, Page } from 'playwright-core';
import { errorMessage } from '../../../src/util/errors.ts';
import type { BridgeAnswer, BridgeRequest, InHostResult, Place } from './bridgeProtocol.ts';
import { screenshot } from './launch.ts';
import { frameWith, runCommand } from './workbench.ts';

/** The driving side of the bridge: a small HTTP server on this machine that only its secret address opens. */
export interface Bridge {
  readonly address: string;
  /** The results as they arrive; ends when the suite says that it has finished, or on `end()`. */
  readonly results: AsyncIterable<InHostResult>;
  /** Ends the results: the extension host is gone. */
  end(): void;
  close(): void;
}

/** Starts the bridge. `getPage` is asked for the window at each request that needs one. */
export async function startBridge(getPage: () => Promise<Page>): Promise<Bridge> {
  const secret = `/${randomUUID()}`;
  const results = new PassThrough({ objectMode: true });
  const handle = async (request: BridgeRequest): Promise<unknown> => {
    if (request.op === 'result') return results.write(await withPicture(request, getPage));
    if (request.op === 'finished') return results.end();
    return runEffect(await getPage(), request);
  };
  const server = createServer((request, response) => {
    if (request.url !== secret) return void response.writeHead(404).end();
    void answer(request, handle).then((reply) => response.end(JSON.stringify(reply)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${secret}`,
    results: results as AsyncIterable<InHostResult>,
    end: () => results.end(),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Adds a picture of the window to a failure, while the extension host still waits for this answer. */
async function withPicture(result: InHostResult, getPage: () => Promise<Page>): Promise<InHostResult> {
  if (result.error === undefined) return result;
  const picture = await screenshot(await getPage(), `failed ${result.name}`);
  return { ...result, error: `${result.error}\nPicture of the window: ${picture}` };
}

async function answer(
  request: IncomingMessage,
  handle: (request: BridgeRequest) => Promise<unknown>,
): Promise<BridgeAnswer> {
  try {
    const value = await handle((await json(request)) as BridgeRequest);
    return { ok: true, value: value ?? null };
  } catch (error) {
    return { ok: false, error: errorMessage(error) };
  }
}

async function runEffect(page: Page, request: Exclude<BridgeRequest, { op: 'result' | 'finished' }>): Promise<unknown> {
  const find = async (place: Place) => (await frameFor(page, place.inFrame)).locator(place.selector).first();
  switch (request.op) {
    case 'screenshot':
      return screenshot(page, request.name);
    case 'click':
      return (await find(request)).click();
    case 'text':
      return (await find(request)).innerText();
    case 'waitFor':
      return (await find(request)).waitFor({ state: request.state });
    case 'press':
      return page.keyboard.press(request.keys);
    case 'type':
      return page.keyboard.type(request.text);
    case 'runCommand':
      return runCommand(page, request.label);
    case 'evaluate':
      return (await frameFor(page, request.inFrame)).evaluate(request.expression);
  }
}

async function frameFor(page: Page, inFrame: string | undefined): Promise<Frame> {
  return inFrame === undefined ? page.mainFrame() : frameWith(page, inFrame);
}
