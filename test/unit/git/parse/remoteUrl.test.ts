import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { repositoryName, withoutCredentials } from '../../../../src/git/parse/remoteUrl.ts';

const secret = fc.stringMatching(/^[A-Za-z0-9%._~+!$&'()*,;=-]{4,12}$/).map((text) => `S3CRET${text}`);
const scheme = fc.constantFrom('https', 'http', 'HTTPS', 'ssh', 'git', 'ftp', 'ftps', 'svn+ssh');

suite('the address of a remote', () => {
  test('never shows a password or a token in its query, whatever protocol it is', () => {
    fc.assert(
      fc.property(scheme, secret, secret, (protocol, password, token) => {
        for (const url of [
          `${protocol}://ada:${password}@example.org/team/code.git`,
          `${protocol}://ada:${password}@example.org:8443/team/code.git?access_token=${token}`,
          `${protocol}://ada:${password}:${token}@example.org/team/code.git#${token}`,
          `${protocol}://example.org/team/code.git?private_token=${token}&x=${password}`,
        ])
          assert.doesNotMatch(withoutCredentials(url), /S3CRET/, url);
      }),
    );
  });

  test('shows no token that stands where a user does, in web addresses', () => {
    fc.assert(
      fc.property(secret, (token) => {
        assert.equal(withoutCredentials(`https://${token}@example.org/a.git`), 'https://example.org/a.git');
        assert.equal(withoutCredentials(`https://${token}:x-oauth-basic@example.org/a`), 'https://example.org/a');
      }),
    );
  });

  test('shows none where another program is named that talks to the remote', () => {
    for (const [url, shown] of [
      ['hg::https://ada:S3CRET@example.org/a', 'hg::https://example.org/a'],
      ['codecommit::us-east-1::https://S3CRET@example.org/a', 'codecommit::us-east-1::https://example.org/a'],
      ['http::ssh://git:S3CRET@example.org/a', 'http::ssh://git@example.org/a'],
    ] as const)
      assert.equal(withoutCredentials(url), shown);
  });

  test('stays as it is where it has no secret', () => {
    for (const url of [
      'git@example.org:team/code.git',
      'ssh://git@example.org:22/team/code.git',
      'https://example.org/team/code.git',
      'https://[2001:db8::1]:8443/code.git',
      '/srv/git/code.git',
      '../code',
      'C:\\code\\repo',
      'file:///srv/git/a@b.git',
      '',
    ])
      assert.equal(withoutCredentials(url), url);
  });

  test('is taken only once, however often it is cleaned', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ':', '/', '@', '?', '#', '.', 's') }), (url) => {
        const clean = withoutCredentials(url);
        assert.equal(withoutCredentials(clean), clean);
      }),
    );
  });
});

suite('the name of a repository', () => {
  for (const [url, expected] of [
    ['https://example.org/team/code.git', 'code'],
    ['https://example.org/team/code', 'code'],
    ['https://example.org/team/code.git/', 'code'],
    ['git@example.org:code.git', 'code'],
    ['/srv/git/code.wiki.git', 'code.wiki'],
    ['C:\\repos\\code.git', 'code'],
    ['/home/ada/code/.git', 'code'],
    ['/home/ada/code/.git/', 'code'],
    ['C:\\repos\\code\\.git', 'code'],
    ['', undefined],
    ['/', undefined],
    ['.git', undefined],
  ] as const)
    test(`at ${JSON.stringify(url)} is ${expected ?? 'not known'}`, () => assert.equal(repositoryName(url), expected));
});
