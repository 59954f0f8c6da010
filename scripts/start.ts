import { parseArgs } from 'node:util';
import { errorMessage } from '../src/util/errors.ts';
import { startInBrowser } from './start/inBrowser.ts';
import { startOnDesktop } from './start/onDesktop.ts';
import { makeStartFolders } from './start/startFolders.ts';

// `npm start`: a real VS Code on a fresh copy of the sample, until Ctrl+C. `-- --desktop` uses an installed one.

const { values } = parseArgs({ options: { desktop: { type: 'boolean', default: false } } });
const progress = (line: string): void => console.log(`- ${line}`);

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
});

try {
  const folders = await makeStartFolders();
  const starting = values.desktop ? startOnDesktop(folders, progress) : startInBrowser(folders, progress);
  const started = await starting;
  console.log(['', ...started.message, '', `The sample is in ${folders.sample}. Ctrl+C ends everything.`].join('\n'));
  await Promise.race([started.ended, interrupted]);
  await started.stop();
} catch (error) {
  console.error(errorMessage(error));
  process.exitCode = 1;
}
