import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { keyOfSsh, sshTypes } from '../core/model/sshKey.ts';
import type { Signer } from '../ports/signer.ts';
import { verifySignature } from './ed25519.ts';
import { sshFingerprint } from './sshFingerprint.ts';

/** Messages of the agent protocol (draft-miller-ssh-agent). */
const messages = { requestIdentities: 11, identities: 12, signRequest: 13, signature: 14 } as const;
/** Answers are small; more is no agent. */
const longestAnswer = 256 * 1024;
const listMs = 10_000;
/** A security key waits for a touch, and an agent may ask its owner. */
const signMs = 120_000;

/** A key that an SSH agent offers. */
export interface AgentKey {
  /** Public key; see Signer. */
  readonly key: string;
  readonly blob: Buffer;
  readonly comment: string;
  /** As `ssh-add -l` shows it, SHA256:…. */
  readonly fingerprint: string;
}

/**
 * A signer whose key an SSH agent holds. The agent is reached for each signature, and only then, so the process that
 * drives a run has no open way to it while agents work.
 *
 * @param socket path of the agent's socket or pipe, as SSH_AUTH_SOCK has it
 * @param wanted fingerprint or comment of the key; not needed where the agent has a single one of the right type
 * @throws Error, for people, when there is no agent, no such key, or more than one
 */
export async function createSshAgentSigner(socket: string | undefined, wanted: string | undefined): Promise<Signer> {
  if (socket === undefined || socket === '') {
    throw new Error(
      'No SSH agent runs here: SSH_AUTH_SOCK is not set. Start one (eval "$(ssh-agent)"; ssh-add), or name a key file.',
    );
  }
  const { key, blob } = chosen(await agentKeys(socket), wanted);
  return {
    publicKey: key,
    async sign(text) {
      const request = [Buffer.of(messages.signRequest), framed(blob), framed(Buffer.from(text)), Buffer.alloc(4)];
      const answer = await ask(socket, Buffer.concat(request), signMs);
      if (answer[0] !== messages.signature) {
        throw new Error(
          'The SSH agent did not sign: it was not confirmed, the key is gone, or it is locked. See ssh-add -l.',
        );
      }
      const signature = plainSignature(readString(answer, 1).bytes);
      if (!verifySignature(text, signature, key)) {
        throw new Error('The SSH agent gave a signature that its key does not verify, so it was not used.');
      }
      return signature;
    },
    verify: (text, signature, publicKey) => Promise.resolve(verifySignature(text, signature, publicKey)),
  };
}

function chosen(keys: readonly AgentKey[], wanted: string | undefined): AgentKey {
  const found =
    wanted === undefined ? keys : keys.filter(({ fingerprint, comment }) => [fingerprint, comment].includes(wanted));
  const [first, ...others] = found;
  const list = keys.map(({ fingerprint, comment }) => `${fingerprint} ${comment}`.trim()).join(', ');
  if (first !== undefined && others.length === 0) return first;
  if (keys.length === 0) {
    throw new Error(
      `The SSH agent has no key of type ${sshTypes.join(' or ')}. Add one: ssh-keygen -t ed25519, then ssh-add.`,
    );
  }
  const what =
    first === undefined ? `has no key ${wanted}` : `has several keys${wanted === undefined ? '' : ` called ${wanted}`}`;
  throw new Error(`The SSH agent ${what}. Name one as --key ssh-agent:FINGERPRINT. It has: ${list}.`);
}

/** Keys of an agent that can decide. @throws Error, for people, when there is no agent at the socket */
export async function agentKeys(socket: string): Promise<readonly AgentKey[]> {
  const answer = await ask(socket, Buffer.of(messages.requestIdentities), listMs);
  if (answer[0] !== messages.identities) throw new Error('The SSH agent does not list its keys. See ssh-add -l.');
  const keys: AgentKey[] = [];
  let at = 5;
  for (let left = answer.readUInt32BE(1); left > 0; left -= 1) {
    const { bytes: blob, end } = readString(answer, at);
    const comment = readString(answer, end);
    at = comment.end;
    const type = readString(blob, 0).bytes.toString();
    const key = keyOfSsh(type, blob.toString('base64'));
    if (key === undefined) continue;
    keys.push({ key, blob, comment: comment.bytes.toString(), fingerprint: sshFingerprint(blob) });
  }
  return keys;
}

/** The signature as decisions have it: 64 bytes, and the flags and counter of a security key. */
function plainSignature(signed: Buffer): string {
  const { end } = readString(signed, 0);
  const { bytes, end: rest } = readString(signed, end);
  return Buffer.concat([bytes, signed.subarray(rest)]).toString('base64');
}

function readString(from: Buffer, at: number): { readonly bytes: Buffer; readonly end: number } {
  const end = at + 4 + from.readUInt32BE(at);
  if (end > from.length) throw new Error('The SSH agent gave an answer that breaks off.');
  return { bytes: from.subarray(at + 4, end), end };
}

function framed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** One request and its answer, on a connection of its own. */
function ask(path: string, request: Buffer, milliseconds: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(path);
    let answer = Buffer.alloc(0);
    const end = (result: Buffer | Error): void => {
      socket.destroy();
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    socket.setTimeout(milliseconds, () =>
      end(new Error('The SSH agent did not answer. It may wait for a touch or a confirmation.')),
    );
    socket.once('connect', () => socket.write(framed(request)));
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      const length = answer.length < 4 ? undefined : answer.readUInt32BE(0);
      if (length !== undefined && length > longestAnswer)
        end(new Error('What listens at SSH_AUTH_SOCK is no SSH agent.'));
      else if (length !== undefined && answer.length >= length + 4) end(answer.subarray(4, length + 4));
    });
    socket.once('close', () => end(new Error('The SSH agent ended the connection without an answer.')));
    socket.once('error', (error) =>
      end(
        new Error(
          `The SSH agent at ${path} cannot be reached (${error.message}). Start it, or correct SSH_AUTH_SOCK.`,
          { cause: error },
        ),
      ),
    );
  });
}
