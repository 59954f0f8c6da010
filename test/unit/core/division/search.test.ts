import assert from 'node:assert/strict';
import { test } from 'node:test';
import { divide, projectedTrials } from '../../../../src/core/division/search.ts';
import type { SearchResult } from '../../../../src/core/division/search.ts';
import type { TrialColour } from '../../../../src/core/model/division.ts';

type World = (tasks: readonly string[], trial: number) => TrialColour;

function search(tasks: string, world: World, likely: readonly string[] = []): SearchResult & { tried: string[] } {
  const steps = divide([...tasks], likely);
  const tried: string[] = [];
  let step = steps.next();
  while (step.done !== true) {
    assert.ok(tried.length < 200, 'it ends');
    tried.push(step.value.tasks.join(''));
    step = steps.next(world(step.value.tasks, tried.length));
  }
  return { ...step.value, tried };
}

const together =
  (...sets: readonly string[]): World =>
  (tasks) =>
    sets.some((set) => [...set].every((task) => tasks.includes(task))) ? 'red' : 'green';

const foundSets = ({ sets }: SearchResult): string[] => sets.map((set) => [...set].sort().join(''));

test('the smallest set that is red together is found, whichever tasks it is, and the rest was seen green', () => {
  for (const set of ['a', 'h', 'ah', 'bc', 'gh', 'adg', 'cdefg']) {
    const found = search('abcdefgh', together(set));
    assert.equal(found.end, 'found', set);
    assert.deepEqual(foundSets(found), [set]);
    const rest = [...'abcdefgh'].filter((task) => !set.includes(task)).join('');
    assert.ok(found.tried.includes(rest), `${set}: the rest was tried`);
  }
});

test('two sets that have nothing to do with each other are both found', () => {
  const found = search('abcdefgh', together('bg', 'd'));
  assert.equal(found.end, 'found');
  assert.deepEqual(foundSets(found).sort(), ['bg', 'd']);
});

test('a task that needs one that was taken out comes out, too', () => {
  const world: World = (tasks) => {
    if (tasks.includes('a') && tasks.includes('c')) return 'red';
    return tasks.includes('e') && !tasks.includes('c') ? 'other' : 'green';
  };
  const found = search('abcdef', world);
  assert.deepEqual([found.end, foundSets(found)], ['found', ['ac', 'e']]);
});

test('what is red without any task, with each of them alone, or with all that are left is said to be so', () => {
  assert.equal(search('abc', () => 'red').end, 'base');
  assert.equal(search('abc', (tasks) => (tasks.length === 0 ? 'green' : 'red')).end, 'every');
  assert.equal(search('ab', together('ab')).end, 'every');
});

test('a test that is not the same each time leads to no conclusion', () => {
  assert.equal(search('abcd', () => 'green').end, 'flaky');
  const luck: World = (tasks, trial) => (tasks.length === 0 || trial % 3 === 0 ? 'green' : 'red');
  assert.notEqual(search('abcd', luck).end, 'found');
});

test('tasks that the failure points at are tried first, and nothing depends on the guess', () => {
  const right = search('abcdefgh', together('bf'), ['b', 'f']);
  assert.ok(right.tried.length < search('abcdefgh', together('bf')).tried.length);
  assert.deepEqual(foundSets(search('abcdefgh', together('ce'), ['b', 'f'])), ['ce']);
});

test('how often the checks will run is foretold', () => {
  const { fewest, most } = projectedTrials(8);
  for (const set of ['a', 'd', 'h', 'ab', 'eh', 'gh']) {
    const { length } = search('abcdefgh', together(set)).tried;
    assert.ok(length >= fewest && length <= most, `${set}: ${length} is in ${fewest} to ${most}`);
  }
  assert.ok(projectedTrials(60).most < 30);
});
