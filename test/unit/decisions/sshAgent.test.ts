import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readApprovers } from '../../../src/core/model/approvers.ts';
import { verifySignature } from '../../../src/decisions/ed25519.ts';
import { createSshAgentSigner } from '../../../src/decisions/sshAgent.ts';
import { allowedEnvironment, setupEnvironment } from '../../../src/drivers/shared/environment.ts';
import { startSecurityKey, startSshAgent, withoutSshAgent } from '../../support/sshAgent.ts';

const keyOf = (line: string) => readApprovers(`Ann ${line}`).approvers[0]?.key;

suite('keys of an SSH agent', { skip: withoutSshAgent }, () => {
  test('sign as the approver whose public key the repository names', async (context) => {
    const agent = await startSshAgent(context);
    const line = agent.add('ann@laptop');
    const signer = await createSshAgentSigner(agent.socket, undefined);
    assert.equal(signer.publicKey, keyOf(line));
    assert.equal(signer.place, undefined);
    const signature = await signer.sign('go – 決定');
    assert.equal(verifySignature('go – 決定', signature, signer.publicKey), true);
    assert.equal(verifySignature('go', signature, signer.publicKey), false);
  });

  test('are chosen by fingerprint or comment where there are several, and nothing is guessed', async (context) => {
    const agent = await startSshAgent(context);
    const [ann, ben] = [agent.add('ann'), agent.add('ben key')];
    await assert.rejects(
      createSshAgentSigner(agent.socket, undefined),
      /has several keys.*SHA256:\S+ ann, SHA256:\S+ ben key/,
    );
    assert.equal((await createSshAgentSigner(agent.socket, 'ben key')).publicKey, keyOf(ben));
    const fingerprint = /SHA256:\S+(?= ann)/.exec(
      await createSshAgentSigner(agent.socket, 'nobody').then(String, String),
    )?.[0];
    assert.equal((await createSshAgentSigner(agent.socket, fingerprint)).publicKey, keyOf(ann));
    await assert.rejects(createSshAgentSigner(agent.socket, 'nobody'), /has no key nobody/);
  });

  test('are not there without an agent, and it is said how to start one', async (context) => {
    await assert.rejects(createSshAgentSigner(undefined, undefined), /SSH_AUTH_SOCK is not set.*ssh-add/);
    await assert.rejects(createSshAgentSigner('/nowhere/agent', undefined), /\/nowhere\/agent cannot be reached/);
    const { socket } = await startSshAgent(context);
    await assert.rejects(createSshAgentSigner(socket, undefined), /has no key of type.*ssh-add/);
  });
});

suite('security keys', () => {
  test('sign in their own format, which is verified', async (context) => {
    const { socket, line } = await startSecurityKey(context);
    const signer = await createSshAgentSigner(socket, 'yubi');
    assert.equal(signer.publicKey, keyOf(line));
    const signature = await signer.sign('go');
    assert.equal(verifySignature('go', signature, signer.publicKey), true);
    assert.equal(verifySignature('stop', signature, signer.publicKey), false);
    const bytes = Buffer.from(signature, 'base64');
    bytes[68] = 8;
    assert.equal(verifySignature('go', bytes.toString('base64'), signer.publicKey), false);
  });

  test('that nobody touched prove nobody', async (context) => {
    const { socket } = await startSecurityKey(context, { touched: false });
    const signer = await createSshAgentSigner(socket, undefined);
    await assert.rejects(signer.sign('go'), /does not verify/);
  });
});

suite('the way to the SSH agent of a person', () => {
  const environment = { PATH: '/bin', SSH_AUTH_SOCK: '/tmp/ssh-1/agent.1', SSH_AGENT_PID: '7' };

  test('is not in the environment of agents, checks and set-up', () => {
    for (const visible of [allowedEnvironment(environment, [], 'linux'), setupEnvironment(environment, [], 'linux')])
      assert.deepEqual(visible, { PATH: '/bin' });
  });
});
