import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { allowedEnvironment, setupEnvironment } from '../../../../src/drivers/shared/environment.ts';

const person = {
  PATH: '/bin',
  HTTPS_PROXY: 'http://proxy.example:3128',
  no_proxy: 'localhost',
  NODE_EXTRA_CA_CERTS: '/etc/company.pem',
  npm_config_registry: 'https://npm.example',
  CARGO_HOME: '/opt/cargo',
  JAVA_HOME: '/opt/java',
  NPM_TOKEN: 'secret',
  PIP_INDEX_URL: 'https://ann:secret@pip.example',
};

test('what sets a worktree up sees proxies, certificates and the homes of toolchains, and no token', () => {
  const { NPM_TOKEN: _token, PIP_INDEX_URL: _index, ...visible } = person;
  assert.deepEqual(setupEnvironment(person, [], 'linux'), visible);
  assert.deepEqual(allowedEnvironment(person, [], 'linux'), { PATH: '/bin' });
});

test('an address with a password is left out unless the plan names its variable', () => {
  const proxied = {
    ...person,
    HTTPS_PROXY: 'http://ann:secret@proxy.example:3128',
    GOPROXY: 'https://token@go.example',
  };
  const visible = setupEnvironment(proxied, [], 'linux');
  assert.deepEqual([visible['HTTPS_PROXY'], visible['GOPROXY']], [undefined, undefined]);
  assert.equal(setupEnvironment(proxied, ['HTTPS_PROXY'], 'linux')['HTTPS_PROXY'], proxied.HTTPS_PROXY);
});

describe('a variable of a toolchain that holds a password', () => {
  for (const [name, value] of [
    ['HTTPS_PROXY', 'http://ann:secret@proxy.example:3128'],
    ['https_proxy', 'http://ann@proxy.example:3128'],
    ['ALL_PROXY', 'socks5h://ann:secret@proxy.example'],
    ['HTTP_PROXY', 'ann:secret@proxy.example:3128'],
    ['GOPROXY', 'https://go.example,https://token@other.example,direct'],
    ['npm_config_registry', 'https://ann:s3cret@npm.example/'],
  ] as const) {
    test(`stays out: ${name} ${value}`, () => {
      assert.equal(setupEnvironment({ [name]: value }, [], 'linux')[name], undefined);
      assert.equal(setupEnvironment({ [name]: value }, [name], 'linux')[name], value, 'unless the plan names it');
    });
  }

  for (const name of ['HTTPS_PROXY', 'https_proxy', 'Https_Proxy']) {
    test(`stays out on Windows, however its name is written: ${name}`, () => {
      const proxied = { [name]: 'http://ann:secret@proxy.example' };
      assert.deepEqual(setupEnvironment(proxied, [], 'win32'), {});
      assert.deepEqual(setupEnvironment(proxied, ['https_PROXY'], 'win32'), proxied);
      assert.deepEqual(setupEnvironment({ [name]: 'http://proxy.example' }, [], 'win32'), {
        [name]: 'http://proxy.example',
      });
    });
  }

  test('is not one whose address or path only has an @ somewhere', () => {
    const paths = {
      npm_config_registry: 'https://npm.example/@company/',
      npm_config_cache: '/home/ann@company/.npm',
      CARGO_HOME: 'C:\\Users\\ann@company\\.cargo',
      GOFLAGS: '-mod=mod',
    };
    assert.deepEqual(setupEnvironment(paths, [], 'linux'), paths);
  });
});

describe('what an agent sees of an environment', () => {
  test('is what programs need, the locale, and what its profile names', () => {
    const person = { PATH: '/bin', LC_ALL: 'C', LC_: 'x', AWS_SECRET_ACCESS_KEY: 'secret', MY_KEY: 'k', HOME: '/h' };
    assert.deepEqual(allowedEnvironment(person, ['MY_KEY'], 'linux'), {
      ...{ PATH: '/bin', LC_ALL: 'C', LC_: 'x', MY_KEY: 'k', HOME: '/h' },
    });
  });

  test('on Windows has the names as they are written there, in whatever case', () => {
    const person = { Path: 'C:\\bin', SystemRoot: 'C:\\Windows', ComSpec: 'cmd', Token: 'secret' };
    const { Token: _token, ...visible } = person;
    assert.deepEqual(allowedEnvironment(person, [], 'win32'), visible);
    assert.deepEqual(allowedEnvironment(person, [], 'linux'), {}, 'elsewhere case matters');
  });

  test('never has a variable that nobody named, nor one without a value', () => {
    const names = fc.string({ minLength: 1 }).map((name) => `X_${name}`);
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.option(fc.string(), { nil: undefined })),
        fc.constantFrom('linux', 'win32', 'darwin'),
        (person, platform) => {
          assert.deepEqual(allowedEnvironment(person, [], platform), {});
          assert.deepEqual(setupEnvironment(person, [], platform), {});
          const [first = 'X_'] = Object.keys(person);
          const seen = allowedEnvironment(person, [first], platform);
          assert.ok(Object.values(seen).every((value) => typeof value === 'string'));
          if (platform === 'linux')
            assert.deepEqual(seen, person[first] === undefined ? {} : { [first]: person[first] });
        },
      ),
    );
  });
});
