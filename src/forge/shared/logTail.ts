/** Characters kept of the log of a job: as of any other check. */
const longest = 8_000;

/** Names of job and step where a time follows, and that time: without one, columns are what a program has printed. */
const beforeLine = /^(?:[^\t]*\t[^\t]*\t(?=\uFEFF?\d{4}-\d\d-\d\dT))?\uFEFF?(?:\d{4}-\d\d-\d\dT[\d:.]+Z ?)?/;

/** End of a log, without colours and without the times and names that a forge puts before each line. */
export function logTail(log: string): string | undefined {
  const plain = log
    .replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .split(/\r?\n/)
    .map((line) => line.replace(beforeLine, ''))
    .join('\n')
    .trim();
  return plain === '' ? undefined : plain.slice(-longest);
}
