import os from 'node:os';
import path from 'node:path';
import type { HostOffer } from '../../core/model/hostOffer.ts';
import type { HostNews } from '../../runs/team/teamHost.ts';
import { defineCommand } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { databaseOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';

const defaultLease = 30;

export const host = defineCommand({
  name: 'host',
  usage: '--database URL [--name NAME] [--label LABEL…] [--slots N]',
  summary: "Run sessions of a team's runs on this machine, until Ctrl+C; or list the hosts there are.",
  details: [
    '--name NAME    how the team calls this host; default: the name of the machine',
    '--label LABEL  what plans may ask for (labels of an agent or a wave); may be given several times',
    '--slots N      most sessions at once; default: one for each core',
    '--folder DIR   where its clones, worktrees and sessions are; default: beside the worktrees of this user',
    '--lease S      seconds without a sign of it after which its sessions go to others; default: 30',
    '--list         shows the hosts that are there, and does nothing else',
    '--database URL  address, or a file that holds it; default: WAVEGATE_DATABASE_URL. See docs/team.md',
  ],
  options: {
    database: { type: 'string' },
    name: { type: 'string' },
    label: { type: 'string', multiple: true },
    slots: { type: 'string' },
    folder: { type: 'string' },
    lease: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
  arguments: [0, 0],
  async run({ values, terminal }) {
    const address = databaseOf(terminal, values.database);
    if (address === undefined) {
      throw new CliError('usage', 'Name the database with --database URL, or in WAVEGATE_DATABASE_URL.');
    }
    if (values.list === true) {
      const { listHosts } = await import('../../database/listHosts.ts');
      const hosts = await listHosts(address);
      if (values.json === true) await writeJson(terminal, hosts);
      else if (hosts.length === 0) await writeLines(terminal, [`No host is at ${address.shown} now.`]);
      else await writeLines(terminal, hosts.map(hostLine));
      return exitCodes.done;
    }
    const name = named(values.name ?? os.hostname().replaceAll(/[^A-Za-z0-9._-]/g, '-'), '--name');
    const labels = (values.label ?? []).map((label) => named(label, '--label'));
    const { runHostMachine } = await import('../../compose/hostMachine.ts');
    await runHostMachine({
      ...{ database: address, name, labels, env: terminal.env, until: terminal.interrupted },
      slots: values.slots === undefined ? undefined : numberOf(values.slots, '--slots', 1, 1_000),
      folder: values.folder === undefined ? undefined : path.resolve(terminal.folder, values.folder),
      lease: values.lease === undefined ? defaultLease : numberOf(values.lease, '--lease', 2, 3_600),
      tell: (news) => tell(news, address.shown, terminal),
    });
    terminal.note(
      `Host ${name} has left. Sessions under way go on; start it again soon, or another host takes them over.`,
    );
    return exitCodes.interrupted;
  },
});

function named(text: string, option: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text)) return text;
  throw new CliError(
    'usage',
    `${option} takes letters, digits, dots, hyphens and underscores, 63 at most, and begins with a letter or digit: not ${JSON.stringify(text)}.`,
  );
}

function numberOf(text: string, option: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new CliError('usage', `${option} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`);
}

function tell(
  news: HostNews | { readonly type: 'offers'; readonly offer: HostOffer; readonly folder: string },
  shown: string,
  terminal: Terminal,
): void {
  switch (news.type) {
    case 'offers':
      terminal.note(`${hostLine(news.offer)}\nEverything of this host is in ${news.folder}.`);
      return;
    case 'entered':
      terminal.note(`Waiting for sessions from ${shown}. Ctrl+C leaves.`);
      return;
    case 'taken':
      terminal.note(`${news.job.run} ${news.job.session}: begins${news.job.take > 1 ? ', taken over' : ''}`);
      return;
    case 'ended':
      terminal.note(
        `${news.job.run} ${news.job.session}: ${news.counts ? 'ended' : 'ended too late, its result was refused'}`,
      );
      return;
    case 'lost':
      terminal.note(`${news.job.run} ${news.job.session}: no longer this host's, and stopped`);
      return;
    case 'trouble':
      terminal.note(`${news.message} This host tries again by itself, and keeps what its sessions have done.`);
      return;
    case 'well':
      terminal.note(
        'The database takes again what this host says. What its sessions have done meanwhile is brought now.',
      );
  }
}

function hostLine({ name, cores, memory, agents, labels, sandbox, slots }: HostOffer): string {
  const parts = [
    `${cores} cores`,
    `${Math.round(memory / 2 ** 30)} GB`,
    `${slots} sessions at once`,
    agents.length === 0
      ? 'no agents'
      : agents.map(({ driver, version }) => `${driver} ${version ?? ''}`.trim()).join(' '),
    ...(labels.length === 0 ? [] : [`labels ${labels.join(' ')}`]),
    sandbox ? 'sandbox' : 'no sandbox',
  ];
  return `${name}: ${parts.join(', ')}`;
}
