import { assumedAgent } from '../plan/assumed.ts';
import { bareProfile } from '../plan/withAssumed.ts';
import { driverTraits } from '../plan/driverTraits.ts';
import type { AgentProfile, Plan } from '../plan/schema/plan.ts';
import { agentDrivers } from '../plan/schema/vocabulary.ts';

/** Reviewer with the profile of its agent. */
export interface ChosenReviewer {
  readonly subject: string;
  /** Name for people: a profile of the plan, or a driver. */
  readonly agent: string;
  readonly profile: AgentProfile;
  readonly disposition: string;
}

/** They find different things: one knows how systems fail, the other how people do. */
const dispositions = [
  'A staff engineer who has been on call for systems like this one. Looks for what fails halfway, in the wrong order or unnoticed, for what has no way back, and for what the code here does otherwise than the plan believes.',
  'A sceptic who takes every sentence literally and assumes that nobody is perfect. Looks for work that nobody owns, hand-overs that lose something, sentences that two people would read differently, and proofs that prove nothing.',
] as const;

/**
 * Chooses two reviewers: the agents that a person names; else those of the plan, of different driver or model as far as there
 * are; else whatever is installed. One agent reviews twice, with both dispositions, where there is no other.
 *
 * @param named profiles of the plan or drivers, at most two
 * @param preferred driver from a setting
 * @param installed drivers whose program is here
 * @returns the problem for people where there is no agent
 */
export function chooseReviewers(
  plan: Pick<Plan, 'agents'>,
  {
    named,
    preferred,
    installed,
  }: { readonly named: readonly string[]; readonly preferred?: string; readonly installed: readonly string[] },
): readonly ChosenReviewer[] | { readonly problem: string } {
  const own = Object.entries(plan.agents).map(([agent, profile]) => ({ agent, profile }));
  const chosen: { readonly agent: string; readonly profile: AgentProfile }[] = [];
  for (const name of named.slice(0, dispositions.length)) {
    const profile = own.find(({ agent }) => agent === name);
    const assumed = profile === undefined ? assumedAgent(name, installed) : {};
    if (assumed.noAgent !== undefined) return { problem: assumed.noAgent };
    if (profile !== undefined) chosen.push(profile);
    else if (assumed.agent !== undefined) chosen.push({ agent: name, profile: bareProfile(assumed.agent.driver) });
  }
  const clis = agentDrivers.filter((driver) => driverTraits[driver].isCli && installed.includes(driver));
  const others = [...clis].sort((one, other) => Number(other === preferred) - Number(one === preferred));
  // Programs of a person's own may not know what to do with such a question: they come last.
  const pool = [
    ...own.filter(({ profile }) => profile.driver !== 'command'),
    ...others.map((driver) => ({ agent: driver, profile: bareProfile(driver) })),
    ...own.filter(({ profile }) => profile.driver === 'command'),
  ];
  for (const next of pool) {
    if (chosen.length < dispositions.length && chosen.every(({ profile }) => !isSameModel(profile, next.profile))) {
      chosen.push(next);
    }
  }
  const [first, second = first] = chosen;
  if (first === undefined || second === undefined) {
    return {
      problem: `No agent is named that could review. ${assumedAgent(preferred, installed).noAgent ?? ''}`.trim(),
    };
  }
  return [first, second].map(({ agent, profile }, index) => ({
    subject: `reviewer-${index + 1}`,
    agent,
    profile,
    disposition: dispositions[index] ?? dispositions[0],
  }));
}

function isSameModel(one: AgentProfile, other: AgentProfile): boolean {
  if (one.driver !== other.driver) return false;
  return one.driver === 'command' ? one.argv?.join('\n') === other.argv?.join('\n') : one.model === other.model;
}
