import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { SourceTextModule } from 'node:vm';
import { sourceFiles } from './files.mjs';

const longest = 120;

/**
 * Checks every JavaScript file: it parses, imports nothing it does not use, and keeps to .editorconfig.
 * Usage: node --experimental-vm-modules --no-warnings tools/lint.mjs
 */
const complaints = (
  await Promise.all((await sourceFiles(['bin', 'src', 'test', 'testing', 'tools'])).map(check))
).flat();
for (const complaint of complaints) console.error(complaint);
console.log(complaints.length === 0 ? 'lint: no complaints' : `lint: ${complaints.length} complaints`);
process.exitCode = complaints.length === 0 ? 0 : 1;

async function check(file) {
  const text = await readFile(file, 'utf8');
  const found = text.split('\n').flatMap((line, index) => {
    const at = `${file}:${index + 1}`;
    return [
      line.length > longest && `${at}: longer than ${longest} characters`,
      /\t/.test(line) && `${at}: tab`,
      /\s$/.test(line) && `${at}: trailing white space`,
    ].filter(Boolean);
  });
  if (!text.endsWith('\n')) found.push(`${file}: no line end at the end of the file`);
  for (const name of importedNames(text)) {
    if (text.match(new RegExp(`(?<![\\w$.])${name}(?![\\w$])`, 'g')).length < 2)
      found.push(`${file}: unused import ${name}`);
  }
  if (!parses(file, text)) found.push(`${file}: does not parse`);
  return found;
}

function importedNames(text) {
  return [...text.matchAll(/^import (?:\{([^}]*)\}|(\w+)) from /gm)].flatMap(([, list, single]) =>
    single ? [single] : list.split(',').map((name) => name.trim().split(' as ').at(-1)),
  );
}

/** Parses a module without running it. What is wrong with one, and in which line, `node --check` says. */
function parses(file, text) {
  try {
    return new SourceTextModule(text, { identifier: file }) !== undefined;
  } catch {
    spawnSync(process.execPath, ['--check', file], { stdio: 'inherit' });
    return false;
  }
}
