import assert from 'node:assert/strict';
import { it } from 'node:test';
import { code, plain } from '../../../../src/editor/tree/markdown.ts';

it('shows what an agent wrote as it is, without links, images or headings of its own', () => {
  assert.equal(plain('![x](http://a/b) # <img>'), '\\!\\[x\\]\\(http://a/b\\) \\# \\<img\\>');
});

it('fences code that holds backticks', () => {
  assert.equal(code('a'), '`a`');
  assert.equal(code('a`b``c'), '``` a`b``c ```');
});
