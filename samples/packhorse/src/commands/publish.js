import path from 'node:path';
import { hostFor, loadConfig } from '../config.js';
import { readPack } from '../packs.js';
import { rememberSecret } from '../secrets.js';
import { request } from '../transport.js';

/** `packhorse publish FOLDER`: uploads a folder as a pack. */
export async function publish({ positionals, host: hostName }, context) {
  const [folder] = positionals;
  if (!folder) throw new Error('Which folder? Usage: packhorse publish FOLDER');
  const config = await loadConfig(context.cwd);
  const host = hostFor(config, hostName);
  const token = resolveToken(host, config, context.env);
  if (!token) throw new Error(`Publishing to "${host.name}" needs a token. See docs/authentication.md.`);
  rememberSecret(token);

  const pack = await readPack(path.resolve(context.cwd, folder));
  console.log(`→ Publishing ${pack.name}@${pack.version} to ${host.name}`);
  const route = `/packs/${encodeURIComponent(pack.name)}`;
  await request(host, route, { method: 'PUT', token, body: pack, verbose: context.verbose });
  console.log(`✓ Published ${pack.name}@${pack.version}`);
}

function resolveToken(host, config, env) {
  if (host.token) return host.token;
  const own = env[`PACKHORSE_TOKEN_${host.name.toUpperCase()}`];
  if (own) return own;
  return host.name === config.defaultHost ? env.PACKHORSE_TOKEN : undefined;
}
