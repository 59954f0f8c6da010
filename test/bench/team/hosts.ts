import { connectDatabase } from '../../../src/database/connect.ts';
import { readDatabaseUrl } from '../../../src/database/databaseUrl.ts';
import { createHostDesk } from '../../../src/database/hostDesk.ts';
import type { TakenJob } from '../../../src/database/hostDesk.ts';
import type { HostedSession } from '../../../src/runs/team/hostSession.ts';
import { serveSessions } from '../../../src/runs/team/teamHost.ts';
import type { HostsOrder, HostsReport } from './messages.ts';

// Hosts that do nothing but report, several in this process, of which one is killed now and then: `node hosts.mjs ORDER`, started
// with a channel for its reports. It ends with that.

const order = JSON.parse(process.argv[2] ?? '') as HostsOrder;
const tell = (report: HostsReport): void => void process.send?.(report);
const address = readDatabaseUrl(order.url);
if ('problem' in address) throw new Error(address.problem);
const { url, shown } = address;
const offers = { cores: 2, memory: 2 ** 32, agents: [], labels: [], sandbox: false, slots: 4, takeOver: false };

/** A host; once killed it says nothing more to anybody. */
function startHost(name: string): { readonly kill: () => void } {
  const database = connectDatabase({ url, shown });
  const desk = createHostDesk(database, name, order.silence);
  const ending = new AbortController();
  let token = 0;
  let dead = false;

  async function work(job: TakenJob): Promise<boolean> {
    const said = Buffer.from(`{"type":"stage","text":"At work on ${job.session}"}\n`);
    await desk.report(token, job, {
      status: { takenOver: false },
      piece: { stream: 'events', begins: 0, bytes: said },
    });
    await new Promise((resolve) => setTimeout(resolve, order.workMs));
    if (dead) return new Promise(() => undefined);
    const changes = [{ path: `src/${job.job.subject}/main.js`, kind: 'modified', additions: 1, deletions: 0 }] as const;
    const result = { outcome: 'done', message: 'Done.', snapshot: `commit of ${job.session}`, changes } as const;
    return desk.deliver(token, job, result, {}, undefined);
  }

  const run = (job: TakenJob): HostedSession => {
    const ended = work(job);
    // The database may be away, and the host may be dead: its session is given to another then.
    ended.catch(() => undefined);
    return { stop: () => undefined, ended };
  };
  serveSessions({
    ...{ run, machine: name, offer: { ...offers, name }, seconds: order.silence, until: ending.signal },
    desk: { ...desk, leave: () => Promise.resolve() },
    entered: (number) => (token = number),
    tell: () => undefined,
  }).catch((error: unknown) => {
    if (!dead) console.error(error);
  });
  return {
    kill() {
      dead = true;
      ending.abort();
      void database.close();
    },
  };
}

const names = [...order.names];
const hosts = names.map(startHost);
let killed = 0;
const killing = setInterval(() => {
  if (killed >= order.kills) return clearInterval(killing);
  killed += 1;
  const at = Math.floor(Math.random() * names.length);
  tell({ type: 'killed', host: names[at] ?? '', at: Date.now() });
  hosts[at]?.kill();
  names[at] = `${order.names[at]}-${killed}`;
  hosts[at] = startHost(names[at]);
}, order.killMs);
process.once('disconnect', () => process.exit());
tell({ type: 'ready' });
