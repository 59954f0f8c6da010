import { NotOwned } from '../lib/worktree.mjs';
import { addImport, dropImport } from './rewrite.mjs';

/** What to do about failing checks, found by what they are called in the directive. */
export const repairs = [
  {
    symptom: /--verbose never prints the token/,
    diagnosis:
      'the trace moved to the logger, but the secret is still handed to the old mask: the setup was left behind',
    repair: protectSecrets,
  },
];

/** Hands the secret to the logger: where the token is resolved, or else where it is sent. */
async function protectSecrets(worktree) {
  const commands = await worktree.ownFiles(/^src\/commands\//);
  for (const file of commands) await worktree.edit(file, protectWhereResolved, 'hand the secret to the logger');
  if (commands.length > 0) return;
  if (!worktree.owns('src/transport.js')) throw new NotOwned('src/commands/install.js');
  await worktree.edit('src/transport.js', protectWhereSent, 'hand the secret to the logger before tracing');
}

function protectWhereResolved(text) {
  return dropImport(text.replaceAll('rememberSecret(token);', 'context.logger.protect(token);'), '../secrets.js');
}

function protectWhereSent(text) {
  if (text.includes('logger.protect(')) return text;
  const line = '  if (token) headers.authorization';
  return addImport(text, 'CommandLogger', './commandLogger.js').replace(
    line,
    `  if (token) logger.protect(token);\n${line}`,
  );
}
