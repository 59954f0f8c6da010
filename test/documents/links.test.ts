import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..', '..');
const documents = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file)),
  path.join('test', 'editor', 'README.md'),
];

for (const document of documents) {
  const text = readFileSync(path.join(root, document), 'utf8');

  test(`${document} links only to files and headings that exist`, () => {
    const broken = linksIn(text).filter((target) => !resolves(document, target));
    assert.deepEqual(broken, []);
  });

  test(`${document} names only npm scripts that exist`, () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    assert.deepEqual(
      named.filter((name) => scripts[name] === undefined),
      [],
    );
  });
}

/** The targets of Markdown links and pictures, without addresses of other machines. */
function linksIn(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^\w+:/.test(target));
}

function resolves(document: string, target: string): boolean {
  const [file = '', heading] = target.split('#');
  const full = file === '' ? path.join(root, document) : path.join(root, path.dirname(document), decodeURI(file));
  if (!existsSync(full)) return false;
  return heading === undefined || headingsOf(full).includes(heading);
}

/** The anchors of a document's headings, as GitHub makes them. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ +(.*)$/gm)].map(([, title = '']) =>
    title
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
