import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Emitter } from '../../../src/util/emitter.ts';

describe('an emitter', () => {
  test('tells those who listen, in their order, until they end it', () => {
    const emitter = new Emitter<string>();
    const heard: string[] = [];
    const first = emitter.on((event) => heard.push(`first ${event}`));
    emitter.on((event) => heard.push(`second ${event}`));
    emitter.emit('a');
    first.dispose();
    emitter.emit('b');
    emitter.clear();
    emitter.emit('c');
    assert.deepEqual(heard, ['first a', 'second a', 'second b']);
  });
});
