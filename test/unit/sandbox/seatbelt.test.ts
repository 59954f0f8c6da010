import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { seatbeltArgv, seatbeltProfile } from '../../../src/sandbox/seatbelt.ts';

suite('the sandbox of macOS', { skip: process.platform === 'win32' }, () => {
  test('is a profile in which the last rule that fits counts', () => {
    const profile = seatbeltProfile(
      [
        { path: '/private/tmp', access: 'write' },
        { path: '/private/tmp/x', access: 'keep' },
        { path: '/private/tmp/x/repo', access: 'read' },
        { path: '/Users/zoe/Library/Application Support/Wavegate/state', access: 'hide' },
        { path: '/Users/zoe/wt/a', access: 'write' },
      ],
      [
        { path: '~/.claude', kind: 'folder' },
        { path: '~/.claude.json', kind: 'copy' },
      ],
      '/Users/zoe',
    );
    assert.equal(
      profile,
      `(version 1)
(allow default)
(deny file-write*)
(allow file-write* (subpath "/dev"))
(allow file-write* file-read* (subpath "/private/tmp"))
(deny file-write-unlink (literal "/private/tmp/x"))
(deny file-write* (subpath "/private/tmp/x/repo"))
(allow file-read* (subpath "/private/tmp/x/repo"))
(deny file-read* file-write* network-outbound (subpath "/Users/zoe/Library/Application Support/Wavegate/state"))
(allow file-write* file-read* (subpath "/Users/zoe/wt/a"))
(allow file-write* (regex #"^/Users/zoe/\\.claude\\.json[^/]*$"))
`,
    );
  });

  test('takes paths as they are, whatever they hold', () => {
    const place = '/Users/z"o\\e (1)/a';
    const profile = seatbeltProfile([{ path: place, access: 'write' }], [{ path: `${place}+.json`, kind: 'copy' }], '');
    assert.match(profile, /\(subpath "\/Users\/z\\"o\\\\e \(1\)\/a"\)/);
    assert.ok(profile.includes(String.raw`#"^/Users/z.o\\e \(1\)/a\+\.json[^/]*$"`));
  });

  test('starts the program behind its profile, its arguments untouched', () => {
    const [program, flag, , ...rest] = seatbeltArgv([], [], ['claude', '-p', 'a b'], '/Users/zoe');
    assert.deepEqual([program, flag, ...rest], ['/usr/bin/sandbox-exec', '-p', 'claude', '-p', 'a b']);
  });
});
