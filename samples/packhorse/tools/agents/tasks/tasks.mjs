import { cleanUpSymbols, updateDocs, verboseCoverage } from './polish.mjs';
import { addAuthResolver, addCommandLogger, addSymbols } from './foundation.mjs';
import { migrateCommands, migrateStorage, migrateTransport } from './migration.mjs';

const tasks = {
  'command-logger': addCommandLogger,
  'auth-resolver': addAuthResolver,
  symbols: addSymbols,
  'migrate-commands': migrateCommands,
  'migrate-transport': migrateTransport,
  'migrate-storage': migrateStorage,
  'clean-up-symbols': cleanUpSymbols,
  'verbose-coverage': verboseCoverage,
  'update-docs': updateDocs,
};

/**
 * Finds what to do for a task. One that was split off or repeated keeps the name of the original within its own, as in
 * `migrate-commands-2`.
 * @param {string} id
 * @returns {((worktree: import('../lib/worktree.mjs').Worktree) => Promise<void>) | undefined}
 */
export function taskNamed(id) {
  const [name] = Object.keys(tasks)
    .filter((each) => `-${id}-`.includes(`-${each}-`))
    .sort((a, b) => b.length - a.length);
  return name && tasks[name];
}
