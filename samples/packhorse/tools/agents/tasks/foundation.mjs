import { addImport, dropFunction } from './rewrite.mjs';

/** Wave 1: the logger exists, and every command gets one. */
export async function addCommandLogger(worktree) {
  await worktree.create('src/commandLogger.js', 'commandLogger.js', 'one way to print, which hides secrets');
  await worktree.create('test/commandLogger.test.js', 'commandLogger.test.js', 'its tests');
  await worktree.edit('src/cli.js', wireLogger, 'create the logger before the command runs');
}

function wireLogger(text) {
  if (text.includes('CommandLogger')) return text;
  return addImport(text, 'CommandLogger', './commandLogger.js')
    .replace('  let parsed;\n', '  let logger = new CommandLogger();\n  let parsed;\n')
    .replace(
      'const context = { cwd, env, verbose };',
      'logger = new CommandLogger({ verbose });\n  const context = { cwd, env, verbose, logger };',
    )
    .replaceAll('console.log(', 'logger.info(')
    .replaceAll('console.error(usage)', 'logger.warn(usage)')
    .replaceAll('console.error(', 'logger.error(');
}

/** Wave 1: one resolver instead of four. */
export async function addAuthResolver(worktree) {
  await worktree.create('src/authResolver.js', 'authResolver.js', 'the one place that knows where tokens come from');
  await worktree.create('test/authResolver.test.js', 'authResolver.test.js', 'its tests');
  for (const file of await worktree.ownFiles(/^src\/commands\//)) {
    await worktree.edit(file, useResolver, 'use the resolver in place of its own copy');
  }
}

function useResolver(text) {
  const copies = ['resolveToken', 'tokenSource'].filter((name) => text.includes(`\nfunction ${name}(`));
  const called = text
    .replace('const token = resolveToken(', 'const { token } = resolveToken(')
    .replace('const source = tokenSource(', 'const { source } = resolveToken(');
  const shorter = copies.reduce(dropFunction, called);
  return copies.length === 0 ? text : addImport(shorter, 'resolveToken', '../authResolver.js');
}

/** Wave 1: status symbols in one place, with plain letters for terminals that need them. */
export async function addSymbols(worktree) {
  await worktree.create('src/symbols.js', 'symbols.js', 'symbols, and letters where a terminal cannot show them');
  await worktree.create('test/symbols.test.js', 'symbols.test.js', 'its tests');
}
