import type { AgentTicket, AtOnceLimit } from '../model/atOnce.ts';

/**
 * Which of the agents that wait may begin. Each free place goes to the run with the fewest agents at work, and among those to
 * the agent that has waited longest: a run of many agents holds up no other, and none waits for ever. An agent whose driver has
 * no place left holds up no other either.
 */
export function mayBegin(tickets: readonly AgentTicket[], limits: readonly AtOnceLimit[]): ReadonlySet<string> {
  const working = tickets.filter(({ works }) => works);
  const begins = new Set<string>();
  for (;;) {
    const ofRun = (run: string): number => working.filter((ticket) => ticket.run === run).length;
    const [next] = tickets
      .filter(({ id, works, driver }) => !works && !begins.has(id) && fullLimit(driver, working, limits) === undefined)
      .sort((one, other) => ofRun(one.run) - ofRun(other.run) || one.at - other.at || (one.id < other.id ? -1 : 1));
    if (next === undefined) return begins;
    begins.add(next.id);
    working.push(next);
  }
}

/** The limit that lets no further agent of a driver begin. */
function fullLimit(
  driver: string,
  working: readonly AgentTicket[],
  limits: readonly AtOnceLimit[],
): AtOnceLimit | undefined {
  return limits.find((limit) => {
    const counted = working.filter((ticket) => limit.agent === undefined || ticket.driver === limit.agent);
    return (limit.agent === undefined || limit.agent === driver) && counted.length >= limit.agents;
  });
}

/** Words for why an agent waits. */
export function waitsForAgentText(
  driver: string,
  tickets: readonly AgentTicket[],
  limits: readonly AtOnceLimit[],
): string {
  const full = fullLimit(
    driver,
    tickets.filter(({ works }) => works),
    limits,
  );
  const what = full === undefined ? '' : `: ${limitText(full)}`;
  return `Waits for a free agent${what}. Runs take turns; \`wavegate limit\` shows and changes it`;
}

/** `this machine lets 4 agents work at once`, for people. */
export function limitText({ agent, agents }: AtOnceLimit): string {
  return `this machine lets ${agents} ${agent === undefined ? '' : `${agent} `}agent${agents === 1 ? '' : 's'} work at once, over all runs`;
}
