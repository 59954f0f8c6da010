import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { buildExtension } from '../../scripts/packageExtension.ts';

const dist = path.join(import.meta.dirname, '..', '..', 'dist');

/** Parts of dist/ that a person waits for, each with the files that are read then. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'what activation reads': ['extension.cjs'],
  'what the first plan adds, in the editor': ['vscode-languageclient.cjs'],
  'the language server': ['languageServer.cjs'],
  'what the first run adds, in the editor': ['editor.cjs'],
  'the board': ['webview/board.js', 'webview/board.css'],
  "the plan diagram, mermaid's own code": ['webview/diagram.js', 'webview/diagram.css'],
};

/** How much is read when, as it lies on the disk and compressed. */
export const bench: Benchmark = {
  name: 'sizes of the bundles',
  run: async () => {
    await buildExtension();
    const rows = Object.entries(parts).map(([what, files]) => rowOf(`size: ${what}`, files));
    const packages = (await readdir(dist)).filter((file) => /[.][cm]js$/.test(file));
    return Promise.all([...rows, rowOf('size: everything that runs on Node', packages)]);
  },
};

async function rowOf(what: string, files: readonly string[]): Promise<BenchmarkRow> {
  const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(path.join(dist, file)))));
  const kB = (length: number): number => length / 1000;
  return { what, ours: kB(bytes.length), peerOrLimit: { name: 'gzip', value: kB(gzipSync(bytes).length) }, unit: 'kB' };
}
