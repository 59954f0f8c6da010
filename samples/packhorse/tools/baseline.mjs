import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { sourceFiles } from './files.mjs';

/** The falsifiable statements of packhorse.waveplan.yaml, each with what would prove it wrong in a source file. */
const statements = {
  console: { says: 'nothing in src/ prints through console', disproof: /\bconsole\.\w+\(/, allowed: [] },
  resolver: {
    says: 'tokens are looked up in one place',
    disproof: /PACKHORSE_TOKEN_\$\{|\.PACKHORSE_TOKEN\b/,
    allowed: ['src/authResolver.js'],
  },
  symbols: { says: 'status symbols are written in one place', disproof: /[✓✗→]/u, allowed: ['src/symbols.js'] },
};

const [, , name] = process.argv;
if (!Object.hasOwn(statements, name ?? '')) {
  console.error(`Usage: node tools/baseline.mjs ${Object.keys(statements).join('|')}`);
  process.exit(2);
}
const { says, disproof, allowed } = statements[name];
let places = 0;
for (const file of await sourceFiles(['src'])) {
  if (allowed.includes(file)) continue;
  const lines = (await readFile(file, 'utf8')).split('\n');
  for (const [index, line] of lines.entries()) {
    if (!disproof.test(line)) continue;
    places += 1;
    console.log(`${file}:${index + 1}: ${line.trim()}`);
  }
}
console.log(`${says}: ${places === 0 ? 'holds' : `does not hold, ${places} places`}`);
process.exitCode = places === 0 ? 0 : 1;
