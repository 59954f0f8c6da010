import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { all, html as made } from '../../../../src/core/htmlReport/markup.ts';

suite('text in a report', () => {
  for (const [text, markup] of [
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['"a" & \'b\'', '&quot;a&quot; &amp; &#39;b&#39;'],
    ['&lt;', '&amp;lt;'],
    ['a\u0000b\u001bc\nd', 'a\ufffdb\ufffdc\nd'],
    ['', ''],
  ] as const)
    test(`is shown as it is: ${JSON.stringify(text)}`, () => {
      assert.equal(made`<p title="${text}">${text}</p>`.markup, `<p title="${markup}">${markup}</p>`);
    });

  test('is text wherever it is put, whatever is in it, and can be read back', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('<', '>', '"', "'", '&', '&amp;', '</p>', '-->', 'a', '${', '`', 'é'),
      maxLength: 12,
    });
    const read = (markup: string): string =>
      markup
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
    fc.assert(
      fc.property(hostile, (text) => {
        const { markup } = made`${text}`;
        assert.doesNotMatch(markup, /[<>"']/);
        assert.equal(read(markup), text);
      }),
    );
  });
});

suite('markup in a report', () => {
  test('is put in once, and not escaped again', () => {
    const item = (text: string) => made`<li>${text}</li>`;
    const list = made`<ul>${['a', '<b>'].map(item)}</ul>`;
    assert.equal(list.markup, '<ul><li>a</li><li>&lt;b&gt;</li></ul>');
    assert.equal(made`${list}${1_000}${[]}`.markup, `${list.markup}1000`);
    assert.equal(all([item('a'), made`${2}`]).markup, '<li>a</li>2');
    assert.equal(all([]).markup, '');
  });
});
