import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkParts } from '../../../../src/core/planRules/check/checkParts.ts';
import { ruleContext } from '../../../../src/core/planRules/check/ruleContext.ts';
import { planRules } from '../../../../src/core/planRules/check/runRules.ts';
import type { PlanContext, PlanRule } from '../../../../src/core/planRules/rule.ts';
import { planProblems } from '../../../../src/core/planText/codes.ts';
import { openPlan } from '../../../../src/core/planText/document/planDocument.ts';
import { partsOf } from '../../../../src/core/planText/document/parts.ts';

const root = path.join(import.meta.dirname, '..', '..', '..', '..');
const folder = path.join(root, 'src', 'core', 'planRules', 'rules');

/** Files whose rules report codes that other files report, too, or several of one kind. */
const severalCodes = new Set(['agentPrograms', 'constraints', 'knownNames', 'recipes']);

test('the file of a rule has the name of a code that it reports, so that whoever has the code finds it', () => {
  const codes = new Set(Object.keys(planProblems).map(camelCase));
  const astray = readdirSync(folder)
    .map((file) => path.basename(file, '.ts'))
    .filter((name) => !severalCodes.has(name) && !codes.has(name));
  assert.deepEqual(astray, []);
});

function camelCase(code: string): string {
  return code.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Relied on without saying so: see PlanRule. */
const always = { task: ['id'], plan: ['waves'] };

test('a rule about the plan reads no key that it does not name, or it would miss a change of one', () => {
  const plan = readFileSync(path.join(root, 'samples', 'packhorse', 'packhorse.waveplan.yaml'), 'utf8');
  const context = ruleContext(checkParts(partsOf(openPlan(plan))), {
    facts: { programs: {}, links: {}, absent: [] } as never,
    files: undefined,
  });
  const undeclared = planRules.map((rule) => undeclaredReads(rule, context));
  assert.deepEqual(undeclared.flat(), []);
  const careless: PlanRule = {
    reads: [],
    readsOfPlan: [],
    check: ({ tasks }) => tasks.flatMap(({ task }) => task.owns && []),
  };
  assert.notDeepEqual(undeclaredReads(careless, context), []);
});

function undeclaredReads(rule: PlanRule, context: PlanContext): readonly string[] {
  const read = new Set<string>();
  const watch = <Part extends object>(part: Part, allowed: readonly string[], what: string): Part =>
    new Proxy(part, {
      get(target, key, receiver) {
        if (typeof key === 'string' && !allowed.includes(key)) read.add(`${rule.check.name} ${what}.${key}`);
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
  const task = [...always.task, ...rule.reads];
  const waves = context.waves.map((wave) => ({ ...wave, tasks: wave.tasks.map((each) => watch(each, task, 'task')) }));
  const tasks = context.tasks.map((placed) => {
    const wave = waves[placed.waveIndex];
    const own = wave?.tasks[placed.taskIndex];
    assert.ok(wave && own);
    return { ...placed, wave, task: own };
  });
  rule.check({ ...context, plan: watch(context.plan, [...always.plan, ...rule.readsOfPlan], 'plan'), waves, tasks });
  return [...read].map((key) => `${planRules.indexOf(rule)}: ${key}`);
}
