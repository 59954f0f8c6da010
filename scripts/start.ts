import { parseArgs } from 'node:util';
import { errorMessage } from '../src/util/errors.ts';
import { startInBrowser } from './start/inBrowser.ts';
import { startOnDesktop } from './start/onDesktop.ts';
import { makeStartFolders } from './start/startFolders.ts';

// `npm start`: a real VS Code on a fresh copy of the sample, until Ctrl+C. `-- --desktop` uses an installed one; `-- --port 8000` names
// the port for the browser, or one of the next where that is taken.

const { values } = parseArgs({ options: { desktop: { type: 'boolean', default: false }, port: { type: 'string' } } });
const port = values.port === undefined ? undefined : Number(values.port);
const progress = (line: string): void => console.log(`- ${line}`);

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
});

try {
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new Error(
      `There is no port ${values.port}. Name one from 1 to 65535, or leave it out: any free one is taken then.`,
    );
  const folders = await makeStartFolders();
  const starting = values.desktop ? startOnDesktop(folders, progress) : startInBrowser(folders, progress, port);
  const started = await starting;
  console.log(['', ...started.message, '', `The sample is in ${folders.sample}. Ctrl+C ends everything.`].join('\n'));
  await Promise.race([started.ended, interrupted]);
  await started.stop();
} catch (error) {
  console.error(errorMessage(error));
  process.exitCode = 1;
}
