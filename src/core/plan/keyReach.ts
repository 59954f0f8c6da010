import type { Plan } from './schema/plan.ts';

const socketVariable = 'SSH_AUTH_SOCK';

/**
 * Why decisions of a run must not be signed with a key of the person's SSH agent: its agents are given a way to the same
 * key, and could approve their own work. Undefined where the plan gives them none.
 */
export function sshAgentInReach({ agents, checkpoint, worktree }: Plan): string | undefined {
  const given = Object.keys(agents).filter((name) => agents[name]?.env.includes(socketVariable));
  const writable = worktree.sandbox !== 'off' && worktree.writable.some((place) => place.includes(socketVariable));
  const [how] = [
    ...(given.length > 0 ? [`env of ${given.join(', ')}`] : []),
    ...(writable ? ['worktree.writable'] : []),
    // Checks and set-up run what agents wrote.
    ...(checkpoint.env.includes(socketVariable) ? ['checkpoint.env'] : []),
    ...(worktree.env.includes(socketVariable) ? ['worktree.env'] : []),
  ];
  if (how === undefined) return undefined;
  return `Agents of this plan reach your SSH agent (${socketVariable} in ${how}), so they could sign decisions with the key you named. Take it out of the plan, or sign with a key file that has a passphrase: wavegate keygen FILE.`;
}
