/**
 * Variables of the person that say how to reach a remote, who they are, and how files are converted: those of Git LFS and of
 * attributes. Every other GIT_ variable is left out; filters see all that are not named so.
 */
const inherited =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|EXEC_PATH|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|SSL_.*|HTTP_.*|PROXY_.*|(AUTHOR|COMMITTER)_(NAME|EMAIL)|CEILING_DIRECTORIES|LFS_.*|ATTR_(NOSYSTEM|SYSTEM|GLOBAL))$/;

/** Environment that git is started with: what the person set for remotes and filters, and nothing that could redirect it. */
export function gitEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => !/^GIT_/i.test(entry[0]) || inherited.test(entry[0].toUpperCase()),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // A git that only reads may have to fetch what a partial clone lacks. Set and empty, it opens no window either.
    GIT_ASKPASS: process.env['GIT_ASKPASS'] ?? '',
    GCM_INTERACTIVE: process.env['GCM_INTERACTIVE'] ?? 'never',
    // Looking must not write: git status would otherwise refresh the person's index.
    GIT_OPTIONAL_LOCKS: '0',
    // Objects are what their names say, whatever refs/replace holds.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
  };
}
