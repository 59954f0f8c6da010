import type { PlanStage } from '../plan/schema/plan.ts';

type Recipe = readonly PlanStage[];

const stage = (id: string, more: Partial<PlanStage>): PlanStage => ({
  id,
  session: 'fresh',
  steps: [],
  run: [],
  shows: 'success',
  review: false,
  repeats: 2,
  ...more,
});

const review = stage('review', {
  session: 'same',
  shows: 'green',
  review: true,
  repeats: 1,
  steps: [
    'Look at everything that has changed: `git status` and `git diff` show it.',
    'Compare it with the directive: the objective, every step, the constraints and the files you own. Look for what is missing, what nobody asked for, and what no test shows.',
    'Repair what you would object to, and run the commands under Verification again.',
    'Record in the handoff where the work deviates from the task, and what you discovered.',
  ],
});

/** Recipes every plan has, by name. */
export const builtInRecipes: Readonly<Record<string, Recipe>> = {
  implement: [stage('implement', {})],
  tdd: [
    stage('red', {
      shows: 'red',
      steps: [
        'Write the skeleton: names and signatures of what the objective asks for, without behaviour (stubs that throw).',
        'Write the tests for the behaviour, complete: nobody may change them afterwards.',
        'Run them. Each new test has to load and to fail because the behaviour is missing; every other test has to pass as before, and none may be skipped.',
      ],
    }),
    stage('green', {
      shows: 'green',
      steps: [
        'Read the failing tests. Files of tests must stay as they are, byte for byte: a change to one is undone, and the stage fails.',
        'Write the least code that makes them pass.',
        'Run the commands under Verification, and repair what they show.',
      ],
    }),
    review,
  ],
  fix: [
    stage('reproduce', {
      shows: 'red',
      steps: [
        'Find out when the defect shows.',
        'Write a test that fails because of it, and change nothing else. Nobody may change the test afterwards.',
        'Run it. It has to load and to fail because of the defect; every other test has to pass as before, and none may be skipped.',
      ],
    }),
    stage('fix', {
      shows: 'green',
      steps: [
        'Read the failing test. Files of tests must stay as they are, byte for byte: a change to one is undone, and the stage fails.',
        'Correct the cause, not only the case that the test shows.',
        'Run the commands under Verification, and repair what they show.',
      ],
    }),
    review,
  ],
  migrate: [
    stage('migrate', {
      shows: 'migrated',
      steps: [
        'Go through the list of call sites below, file by file, and replace each. The list is complete: do not search for others first.',
        'Where a place cannot be replaced as it is, change the code around it. Do not hide it behind another name, and do not comment it out: what is left is counted in code, comments and strings alike.',
        'Run the commands under Verification, and repair what they show.',
      ],
    }),
    { ...review, shows: 'migrated' },
  ],
};
