import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedEnvironment, setupEnvironment } from '../../../src/drivers/shared/environment.ts';

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
