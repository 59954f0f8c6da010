import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { here } from '../../compose/cli.ts';
import { sshFingerprint } from '../../decisions/sshFingerprint.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { approverLine, approversFile, readApprovers } from '../../core/model/approvers.ts';
import { sshOfKey, sshTypes } from '../../core/model/sshKey.ts';
import type { Approver } from '../../core/model/approvers.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const approvers = defineCommand({
  name: 'approvers',
  usage: '[list | add NAME KEY | remove NAME]',
  summary: `Show or change who may decide gates that name approvers: names and their keys, in ${approversFile}.`,
  details: [
    'A run keeps to the file as it is in the commit it starts from, so commit it before.',
    'KEY is the public key as ssh-keygen, ssh-add -L and `wavegate keygen` print it (ssh-ed25519 AAAA…, or of a security key',
    'sk-ssh-ed25519@openssh.com AAAA…), or a file that holds it (id_ed25519.pub).',
  ],
  options: placeOptions,
  arguments: [0, 5],
  async run({ values, positionals: [what = 'list', name, ...key], terminal }) {
    const { repository } = await findRuns(here, placeOf(terminal, values));
    const file = path.join(repository, ...approversFile.split('/'));
    const text = await readFile(file, 'utf8').catch(() => '');
    if (what === 'add' && name !== undefined && key.length > 0) {
      const added = await readKey(name, key, terminal.folder);
      const known = readApprovers(text).approvers.find((other) => other.key === added.key && other.name !== name);
      if (known !== undefined)
        throw new CliError('no', `This key is ${known.name}'s already, and a key is one person's.`);
      const kept = withoutName(text, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, `${kept}${kept === '' || kept.endsWith('\n') ? '' : '\n'}${approverLine(added)}\n`);
      terminal.note(`Commit ${approversFile}: runs read it from the commit they start from.`);
    } else if (what === 'remove' && name !== undefined && key.length === 0) {
      const kept = withoutName(text, name);
      if (kept === text) throw new CliError('no', `${approversFile} names no ${name}.`);
      await writeFile(file, kept);
    } else if (what !== 'list' || name !== undefined) {
      throw new CliError('usage', 'Usage: wavegate approvers [list | add NAME KEY | remove NAME]');
    }
    const now = readApprovers(await readFile(file, 'utf8').catch(() => ''));
    const listed = now.approvers.map((approver) => ({ ...approver, fingerprint: fingerprintOf(approver) }));
    if (values.json === true) await writeJson(terminal, listed);
    else
      await writeLines(
        terminal,
        listed.map((each) => `${each.name}  ${each.fingerprint}`),
      );
    if (listed.length === 0)
      terminal.note(`${approversFile} names nobody: gates without approvers are decided by the key of the run.`);
    for (const line of now.bad)
      terminal.note(`Line ${line} of ${approversFile} names no approver, and no run starts with it.`);
    return exitCodes.done;
  },
});

/** @throws CliError `usage` when it is no Ed25519 public key */
async function readKey(name: string, words: readonly string[], folder: string): Promise<Approver> {
  const isType = (word = '') => sshTypes.some((type) => type === word);
  const given = isType(words[0]) || words.length > 1 ? words.join(' ') : undefined;
  const text = given ?? (await readFile(path.resolve(folder, words[0] ?? ''), 'utf8').catch(() => words[0] ?? ''));
  const key = text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => isType(line.split(/\s/)[0]));
  const [approver] = name.includes('"') ? [] : readApprovers(`"${name}" ${key ?? `ssh-ed25519 ${text}`}`).approvers;
  if (approver !== undefined) return approver;
  const looks = 'A public key looks like: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…';
  const [file = ''] = words;
  const isMissing = given === undefined && text === file && /[/\\.]/.test(file);
  if (isMissing) throw new CliError('usage', `The file ${path.resolve(folder, file)} cannot be read. ${looks}`);
  throw new CliError('usage', `That is no Ed25519 public key. ${looks}`);
}

/** The text without the lines of a name; comments stay. */
function withoutName(text: string, name: string): string {
  return text
    .split(/(?<=\n)/)
    .filter((line) => readApprovers(line).approvers[0]?.name !== name)
    .join('');
}

function fingerprintOf({ key }: Approver): string {
  return sshFingerprint(Buffer.from(sshOfKey(key).blob, 'base64'));
}
