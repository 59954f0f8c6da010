import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { builtInRecipes } from '../../../../src/core/recipes/builtIn.ts';

describe('a recipe that every plan has', () => {
  for (const [name, stages] of Object.entries(builtInRecipes)) {
    test(`${name} has stages with names of their own, and begins with a new conversation`, () => {
      const ids = stages.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(stages[0]?.session, 'fresh');
    });

    test(`${name} asks for no green tests before it has asked for red ones`, () => {
      const shows = stages.map((stage) => stage.shows);
      assert.ok(!shows.includes('green') || shows.indexOf('red') < shows.indexOf('green'));
      assert.ok(!shows.includes('green') || shows.includes('red'));
    });
  }
});
