import { spawn, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { until } from './until.ts';

/** Whether OpenSSH's agent is here; a reason to leave a test out where it is not. */
export const withoutSshAgent =
  spawnSync('ssh-add', ['-V']).error === undefined && spawnSync('ssh-agent', ['-h']).error === undefined
    ? false
    : 'OpenSSH is not on this machine';

export interface RunningSshAgent {
  readonly socket: string;
  /** Makes a key, adds it, and gives the line of its public key. */
  add(comment: string, options?: readonly string[]): string;
}

/** OpenSSH's agent in a folder of its own, as a person starts it, until the test ends. */
export async function startSshAgent(context: TestContext): Promise<RunningSshAgent> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ssh-'));
  const socket = path.join(folder, 'agent.1');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  context.after(() => {
    agent.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  // The socket is there before anybody listens at it. An agent without keys answers 1, no agent 2.
  await until(() => spawnSync('ssh-add', ['-l'], { env: { ...process.env, SSH_AUTH_SOCK: socket } }).status === 1);
  return {
    socket,
    add(comment, options = []) {
      const file = path.join(folder, comment.replaceAll(/\W/g, '-'));
      const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file], {
        encoding: 'utf8',
      });
      const added = spawnSync('ssh-add', ['-q', ...options, file], {
        encoding: 'utf8',
        env: { ...process.env, SSH_AUTH_SOCK: socket },
      });
      if (made.status !== 0 || added.status !== 0) throw new Error(`${made.stderr} ${added.stderr}`);
      return readFileSync(`${file}.pub`, 'utf8').trim();
    },
  };
}

/** An agent with one security key, which is touched or not. */
export async function startSecurityKey(
  context: TestContext,
  { touched = true }: { readonly touched?: boolean } = {},
): Promise<{ readonly socket: string; readonly line: string }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ssh-'));
  const socket = path.join(folder, 'agent.2');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(12);
  const type = 'sk-ssh-ed25519@openssh.com';
  const blob = Buffer.concat([framed(type), framed(raw), framed('ssh:')]);
  const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
  const answerTo = (request: Buffer): Buffer => {
    if (request[0] === 11) return Buffer.concat([Buffer.of(12, 0, 0, 0, 1), framed(blob), framed('yubi')]);
    const data = request.subarray(1 + 4 + blob.length + 4, request.length - 4);
    const about = Buffer.of(touched ? 1 : 0, 0, 0, 0, 7);
    const signature = sign(null, Buffer.concat([sha256('ssh:'), about, sha256(data)]), privateKey);
    return Buffer.concat([Buffer.of(14), framed(Buffer.concat([framed(type), framed(signature), about]))]);
  };
  const server = createServer((client) =>
    client.on('data', (data) => client.write(framed(answerTo(data.subarray(4))))),
  );
  server.listen(socket);
  await once(server, 'listening');
  context.after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { socket, line: `${type} ${blob.toString('base64')} yubi` };
}

function framed(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
