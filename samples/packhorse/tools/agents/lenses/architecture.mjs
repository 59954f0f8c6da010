import { say } from '../lib/terminal.mjs';
import { topLevelFunctions } from '../lib/source.mjs';

/** Finds knowledge that lives in several places: functions that read the same environment variable. */
export async function architecture(sources) {
  const readers = sources.flatMap(({ file, text }) =>
    topLevelFunctions(text)
      .filter(({ body }) => /PACKHORSE_TOKEN/.test(body) && /\benv\b/.test(body))
      .map((found) => ({ file, ...found })),
  );
  for (const { file, line, name } of readers) await say('found', `${file}:${line} ${name}() looks up a token`, 0.5);
  if (readers.length < 2) return [];

  const [first, ...copies] = readers;
  const places = readers.map(({ file, line }) => `${file}:${line}`).join(', ');
  return [
    {
      id: 'ARCH-1',
      severity: 'high',
      file: first.file,
      line: first.line,
      title: `The token of a host is looked up in ${readers.length} places`,
      detail: `The same decision is written ${readers.length} times: ${places}.`,
      remediation: 'Move it to one module, src/authResolver.js, and call that.',
    },
    ...copies
      .filter(({ body }) => order(body) !== order(first.body))
      .map(({ file, line, name, body }, index) => ({
        id: `ARCH-${index + 2}`,
        severity: 'moderate',
        file,
        line,
        title: `${name}() in ${file} has drifted from its siblings`,
        detail: `It asks in this order: ${order(body)}. ${first.file} asks: ${order(first.body)}.`,
        remediation: 'Replace it by the shared resolver; agree on one order and document it.',
      })),
  ];
}

/** The places a resolver asks, in order, and whether a name with a dash works. */
function order(body) {
  const code = body.slice(body.indexOf('{'));
  const asked = [
    ['own variable', code.indexOf('PACKHORSE_TOKEN_')],
    ['packhorse.json', code.indexOf('host.token')],
    ['general variable', code.search(/env\.PACKHORSE_TOKEN\b/)],
  ];
  const names = asked.sort((a, b) => a[1] - b[1]).map(([name]) => name);
  return `${names.join(', ')}${code.includes('replaceAll') ? '' : ' (no names with dashes)'}`;
}
