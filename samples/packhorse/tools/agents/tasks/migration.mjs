import { addImport, dropImport } from './rewrite.mjs';

const callNames = { log: 'info', warn: 'warn', error: 'error' };

/**
 * Wave 2: commands print through the logger they are given. A rewrite of calls, call by call: what prepares the ground
 * for a call elsewhere, such as remembering a secret for the old mask, is not a call to console and stays as it is.
 */
export async function migrateCommands(worktree) {
  for (const file of await worktree.ownFiles(/^src\/commands\//)) {
    await worktree.edit(file, passLogger, 'print through the logger and hand it on');
  }
}

function passLogger(text) {
  return migrateCalls(text, 'context.logger')
    .replaceAll('verbose: context.verbose', 'logger: context.logger')
    .replace('loadConfig(context.cwd)', 'loadConfig(context.cwd, { logger: context.logger })');
}

/** Wave 2: requests are traced through the logger, which hides secrets itself. */
export async function migrateTransport(worktree) {
  await worktree.edit('src/transport.js', traceThroughLogger, 'trace through the logger');
  await worktree.create('test/trace.test.js', 'trace.test.js', 'a test for the trace');
}

function traceThroughLogger(text) {
  if (text.includes('CommandLogger')) return text;
  const traced = text
    .replace(/console\.log\(mask\((`[^`]*`)\)\)/g, 'logger.detail($1)')
    .replace(/ {2}if \(verbose\) \{\n([^]*?) {2}\}\n/, (_, block) => block.replace(/^ {2}/gm, ''))
    .replace('if (verbose) ', '')
    .replace('body, verbose = false }', 'body, logger = new CommandLogger() }')
    .replace('verbose?: boolean}', 'logger?: CommandLogger}')
    .replace(/const variable = .*/, 'const variable = tokenVariable(host);');
  const imports = [
    ['tokenVariable', './authResolver.js'],
    ['CommandLogger', './commandLogger.js'],
  ];
  const imported = imports.reduce((each, [name, from]) => addImport(each, name, from), traced);
  return dropImport(imported, './secrets.js');
}

/** Wave 2: reading the configuration and writing packs speak through the logger too. */
export async function migrateStorage(worktree) {
  for (const file of await worktree.ownFiles(/^src\/(config|packs)\.js$/)) {
    await worktree.edit(file, acceptLogger, 'print through the logger it is given');
  }
}

function acceptLogger(text) {
  if (text.includes('CommandLogger')) return text;
  const migrated = migrateCalls(text, 'logger')
    .replace('{ verbose = false } = {}', '{ logger = new CommandLogger() } = {}')
    .replace('{{verbose?: boolean}} [options]', '{{logger?: CommandLogger}} [options]')
    .replace('loadConfig(directory)', 'loadConfig(directory, { logger = new CommandLogger() } = {})')
    .replace(
      "the project's folder\n * @returns {Promise<{hosts",
      "the project's folder\n * @param {{logger?: CommandLogger}} [options]\n * @returns {Promise<{hosts",
    );
  return addImport(migrated, 'CommandLogger', './commandLogger.js');
}

function migrateCalls(text, logger) {
  return text
    .replace(/if \((?:context\.)?verbose\) console\.log\(/g, `${logger}.detail(`)
    .replace(/\bconsole\.(log|warn|error)\(/g, (_, call) => `${logger}.${callNames[call]}(`);
}
