/** Characters kept of the log of a job: as of any other check. */
const longest = 8_000;

/** End of a log, without colours and without the times and names that a forge puts before each line. */
export function logTail(log: string): string | undefined {
  const plain = log
    .replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/^(?:[^\t]*\t[^\t]*\t)?\uFEFF?(?:\d{4}-\d\d-\d\dT[\d:.]+Z ?)?/, ''))
    .join('\n')
    .trim();
  return plain === '' ? undefined : plain.slice(-longest);
}
