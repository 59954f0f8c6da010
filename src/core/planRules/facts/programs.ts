import { recordOf } from '../../../util/records.ts';
import type { PlanParts } from '../../planText/document/parts.ts';

/**
 * The program a command line starts with, when it is one that is looked up on PATH: a path, a placeholder or a variable is
 * not.
 */
export function programOf(command: string): string | undefined {
  const first = /^\s*(?:[A-Za-z_]\w*=\S*\s+)*(?:"([^"]+)"|'([^']+)'|([^\s"']+))/.exec(command);
  const program = first?.[1] ?? first?.[2] ?? first?.[3];
  return program !== undefined && /^[\w@+.-]+$/.test(program) && !/^\.+$/.test(program) ? program : undefined;
}

/** All programs that the checks and agents of a plan of any quality name. */
export function programsIn({ head, waves = [] }: PlanParts): readonly string[] {
  const { checkpoint, agents } = recordOf(head);
  const { test, checks } = recordOf(checkpoint);
  const started = Object.values(recordOf(agents)).flatMap((agent) => list(recordOf(agent)['argv']).slice(0, 1));
  const commands = [
    test,
    ...Object.values(recordOf(checks)),
    ...waves.flatMap(({ tasks = [] }) => tasks.flatMap((task) => list(recordOf(task)['verify']))),
  ];
  const programs = commands.flatMap((command) => (typeof command === 'string' ? (programOf(command) ?? []) : []));
  const agentPrograms = started.flatMap((program) => (typeof program === 'string' ? (programOf(program) ?? []) : []));
  return [...new Set([...programs, ...agentPrograms])];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
