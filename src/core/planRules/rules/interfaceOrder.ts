import { sameName } from '../../plan/interfaceName.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule, RuleTask } from '../rule.ts';

/**
 * Who consumes an interface must find it in place: provider first, consumer in a later wave. In one wave both would make
 * it up at the same time, differently.
 */
export const interfaceOrder: PlanRule = {
  reads: ['interfaces'],
  readsOfPlan: [],
  check({ tasks }) {
    const providers = new Map<string, RuleTask[]>();
    for (const placed of tasks) {
      for (const name of placed.task.interfaces.provides) {
        const others = providers.get(sameName(name));
        if (others === undefined) providers.set(sameName(name), [placed]);
        else others.push(placed);
      }
    }
    return tasks.flatMap((placed) =>
      placed.task.interfaces.consumes.flatMap((name, index) =>
        check(placed, name, index, providers.get(sameName(name)) ?? []),
      ),
    );
  },
};

function check(
  { task, wave, waveIndex, taskIndex }: RuleTask,
  name: string,
  index: number,
  providers: readonly RuleTask[],
): readonly Remark[] {
  const at = inPlan('waves', waveIndex, 'tasks', taskIndex, 'interfaces', 'consumes', index);
  if (providers.length === 0) {
    const message = `No task provides "${name}". Let a task of an earlier wave provide it; if the repository has it already, name its file under "reads" instead.`;
    return [{ code: 'unknown-interface', at, message }];
  }
  const others = providers.filter((provider) => provider.task !== task);
  const earliest = others.find(
    (provider) => provider.waveIndex === Math.min(...others.map((other) => other.waveIndex)),
  );
  if (earliest === undefined || earliest.waveIndex < waveIndex) return [];
  const when =
    earliest.waveIndex === waveIndex ? `in the same wave "${wave.id}"` : `only later, in wave "${earliest.wave.id}"`;
  return [
    {
      code: 'interface-order',
      at,
      message: `"${task.id}" consumes "${name}", which "${earliest.task.id}" provides ${when}. Put the provider in an earlier wave.`,
      related: [
        {
          message: `"${earliest.task.id}" provides it`,
          at: inPlan('waves', earliest.waveIndex, 'tasks', earliest.taskIndex, 'id'),
        },
      ],
    },
  ];
}
