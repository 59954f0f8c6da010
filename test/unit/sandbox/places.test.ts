import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Access, Wish } from '../../../src/sandbox/places.ts';
import { inOrder } from '../../../src/sandbox/places.ts';

/** Wishes as people would write them down: `write /tmp`, or `write /tmp/link -> /home/me`. */
const wishes = (...lines: readonly string[]): readonly Wish[] =>
  lines.map((line) => {
    const [access, named = '', , leadsTo = named] = line.split(' ');
    return { access: access as Access, named, path: leadsTo };
  });

const rules = (...lines: readonly string[]) =>
  inOrder(wishes(...lines)).map((place) => `${place.access} ${place.path}`);

suite('what a program in a sandbox may do where', { skip: process.platform === 'win32' }, () => {
  test('outer places come first, and what changes nothing is left out', () => {
    assert.deepEqual(rules('write /home/me/wt/a', 'read /home/me/repo', 'write /tmp', 'write /tmp/mine'), [
      'write /tmp',
      'write /home/me/wt/a',
    ]);
  });

  test('what lies in a folder that can be written is protected, and so are the folders above it, which could be moved', () => {
    assert.deepEqual(rules('write /tmp', 'read /tmp/x/repo', 'write /tmp/x/repo/build'), [
      'write /tmp',
      'keep /tmp/x',
      'read /tmp/x/repo',
      'write /tmp/x/repo/build',
    ]);
  });

  test('of two rules for one path the later counts', () => {
    assert.deepEqual(rules('write /state', 'hide /state'), ['hide /state']);
  });

  test('a link that somebody inside could have made leads nowhere', () => {
    assert.deepEqual(rules('write /tmp', 'write /tmp/cache -> /home/me'), ['write /tmp']);
    assert.deepEqual(rules('write /home/me/.npm -> /data/npm'), ['write /data/npm']);
  });

  test('a repository among the devices, such as in shared memory, is there to read', () => {
    assert.deepEqual(rules('read /dev/shm/repo', 'write /dev/shm/wt/a', 'hide /dev/shm/state'), [
      'read /dev/shm/repo',
      'write /dev/shm/wt/a',
    ]);
  });
});
