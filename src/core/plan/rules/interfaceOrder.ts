import { problem } from '../codes.ts';
import { placedTasks } from '../lookup.ts';
import type { PlacedTask } from '../lookup.ts';
import type { Rule } from '../rule.ts';

/**
 * Who consumes an interface must find it in place: provider first, consumer in a later wave. In one wave both would make
 * it up at the same time, differently.
 */
export const interfaceOrder: Rule = ({ plan, locate }) => {
  const tasks = placedTasks(plan);
  const providers = new Map<string, PlacedTask[]>();
  for (const placed of tasks) {
    for (const name of placed.task.interfaces.provides) {
      const others = providers.get(sameName(name));
      if (others === undefined) providers.set(sameName(name), [placed]);
      else others.push(placed);
    }
  }
  return tasks.flatMap(({ task, wave, waveIndex, taskIndex }) =>
    task.interfaces.consumes.flatMap((name, index) => {
      const others = (providers.get(sameName(name)) ?? []).filter((provider) => provider.task !== task);
      const earliest = others.find(
        (provider) => provider.waveIndex === Math.min(...others.map((other) => other.waveIndex)),
      );
      if (earliest === undefined || earliest.waveIndex < waveIndex) return [];
      const when =
        earliest.waveIndex === waveIndex
          ? `in the same wave "${wave.id}"`
          : `only later, in wave "${earliest.wave.id}"`;
      return [
        problem(
          'interface-order',
          locate(['waves', waveIndex, 'tasks', taskIndex, 'interfaces', 'consumes', index]),
          `"${task.id}" consumes "${name}", which "${earliest.task.id}" provides ${when}. Put the provider in an earlier wave.`,
          {
            related: [
              {
                message: `"${earliest.task.id}" provides it`,
                ...locate(['waves', earliest.waveIndex, 'tasks', earliest.taskIndex, 'id']),
              },
            ],
          },
        ),
      ];
    }),
  );
};

function sameName(name: string): string {
  return name.replace(/\s+/g, ' ');
}
