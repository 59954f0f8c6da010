/**
 * The name of a test with what changes from run to run taken out: ports, times, durations, temporary paths, addresses,
 * random ids. Plain numbers stay, because they tell the cases of a table apart.
 */
export function steadyName(name: string): string {
  return changing.reduce((text, [pattern, word]) => text.replace(pattern, word), name);
}

const changing: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>'],
  [/\b0x[0-9a-f]{4,}\b/gi, '<address>'],
  [/\b1[5-9]\d{11}\b/g, '<time>'],
  [/(?<![\w.-])(?:\/private)?\/(?:tmp|var\/tmp|var\/folders)\/[^\s'"`)\],]+/g, '<temporary>'],
  [/[A-Za-z]:\\(?:[^\s'"`\\]+\\)*Temp\\[^\s'"`)\],]+/gi, '<temporary>'],
  [/((?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]|0\.0\.0\.0)):\d{2,5}\b/gi, '$1:<port>'],
  [/\bport:? \d{4,5}\b/gi, 'port <port>'],
  [/\bpid:? \d+\b/gi, 'pid <pid>'],
  [/ \(\d+(?:\.\d+)? ?(?:ms|s|m|µs)\)$/g, ''],
  [/ \[\d+(?:\.\d+)? ?(?:ms|s|m|µs)\]$/g, ''],
];
