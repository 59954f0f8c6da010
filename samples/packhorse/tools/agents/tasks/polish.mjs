import { addImport, dropImport } from './rewrite.mjs';

/** Wave 3: no status symbol is written out any more, and what the migration left unused is gone. */
export async function cleanUpSymbols(worktree) {
  await worktree.edit('src/commandLogger.js', addSymbolMethods, 'put the symbols in front of the text');
  await worktree.create('test/loggerSymbols.test.js', 'loggerSymbols.test.js', 'a test for them');
  await worktree.edit('src/cli.js', leaveSymbolsToLogger, 'leave the symbols to the logger');
  for (const file of await worktree.ownFiles(/^src\/commands\//)) {
    await worktree.edit(file, useSymbolMethods, 'say what is meant in place of a symbol, forget the old mask');
  }
  await worktree.remove('src/secrets.js', 'the logger hides secrets now, nothing imports it');
}

function addSymbolMethods(text) {
  if (text.includes('symbolsFor')) return text;
  const methods = ['step', 'success', 'failure'].map((name) => {
    const symbol = { step: 'step', success: 'ok', failure: 'failed' }[name];
    return `  ${name}(text) {\n    this.info(\`\${this.#symbols.${symbol}} \${text}\`);\n  }\n`;
  });
  return addImport(text, 'symbolsFor', './symbols.js')
    .replace('  #err;\n', '  #err;\n  #symbols;\n')
    .replace(/ {2}\/\*\* @param \{\{verbose.*\n {2}constructor.*\n/, constructorHead)
    .replace('    this.#err = err;\n', '    this.#err = err;\n    this.#symbols = symbols;\n')
    .replace('\n  detail(text) {', `\n${methods.join('\n')}\n  detail(text) {`)
    .replace(
      '  error(text) {\n    this.#print(this.#err, text);',
      '  error(text) {\n    this.#print(this.#err, `${this.#symbols.failed} ${text}`);',
    );
}

const constructorHead = `  /**
   * @param {{verbose?: boolean, out?: {write(text: string): void}, err?: {write(text: string): void},
   *   symbols?: ReturnType<typeof symbolsFor>}} [options]
   */
  constructor({
    verbose = false,
    out = process.stdout,
    err = process.stderr,
    symbols = symbolsFor(process.env, process.platform),
  } = {}) {
`;

function leaveSymbolsToLogger(text) {
  return text
    .replaceAll('logger.error(`✗ ${error.message}`)', 'logger.error(error.message)')
    .replaceAll('logger.error(`✗ ', 'logger.error(`')
    .replace('{ cwd, env, verbose, logger }', '{ cwd, env, logger }');
}

function useSymbolMethods(text) {
  return dropImport(text, '../secrets.js')
    .replace(/ {2}(?:if \(token\) )?rememberSecret\(token\);\n/, '')
    .replaceAll('logger.info(`→ ', 'logger.step(`')
    .replaceAll('logger.info(`✓ ', 'logger.success(`')
    .replaceAll('logger.info(`✗ ', 'logger.failure(`');
}

/** Wave 3: what --verbose shows is tested, from the command line down. */
export async function verboseCoverage(worktree) {
  await worktree.create('test/verbose.test.js', 'verbose.test.js', 'tests for every command with --verbose');
}

/** Wave 3: the documentation says what is true now, and the notes about lines long gone are gone too. */
export async function updateDocs(worktree) {
  await worktree.create('docs/output.md', 'output.md', 'describe the logger');
  await worktree.create('docs/authentication.md', 'authentication.md', 'one order of places for every command');
  await worktree.remove('docs/review-0.3.md', 'it cites lines that no longer exist');
}
