import { execFileSync } from 'node:child_process';

/**
 * Commits many files on top of the main branch of a repository and checks them out. One pack is written and not an object
 * for each file, which is what repositories of this size look like after a clone, and takes seconds and not minutes.
 *
 * @param repository top folder, with the main branch checked out and nothing changed
 * @param files texts by path
 */
export function importFiles(repository: string, files: Readonly<Record<string, string>>): void {
  const changes = Object.entries(files).map(
    ([file, text]) => `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}`,
  );
  const message = 'Many files';
  const commit = [
    'commit refs/heads/main',
    'committer A Person <person@example.org> now',
    `data ${message.length}`,
    message,
    'from refs/heads/main^0',
    ...changes,
  ].join('\n');
  const git = (args: readonly string[], input = ''): void => {
    execFileSync('git', ['-C', repository, ...args], { input, stdio: ['pipe', 'ignore', 'inherit'] });
  };
  git(['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--date-format=now'], `${commit}\n`);
  git(['reset', '--hard', '--quiet']);
}
