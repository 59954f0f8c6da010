import { hostFor, loadConfig } from '../config.js';
import { writePack } from '../packs.js';
import { rememberSecret } from '../secrets.js';
import { request } from '../transport.js';

/** `packhorse install NAME`: fetches a pack and writes its files into the project. */
export async function install({ positionals, host: hostName }, context) {
  const [name] = positionals;
  if (!name) throw new Error('Which pack? Usage: packhorse install NAME');
  const config = await loadConfig(context.cwd);
  const host = hostFor(config, hostName);
  const token = resolveToken(host, config, context.env);
  if (token) rememberSecret(token);

  console.log(`→ Fetching ${name} from ${host.name}`);
  const pack = await request(host, `/packs/${encodeURIComponent(name)}`, { token, verbose: context.verbose });
  const written = await writePack(context.cwd, pack, { verbose: context.verbose });
  console.log(`✓ Installed ${pack.name}@${pack.version} (${written.length} files)`);
}

function resolveToken(host, config, env) {
  const own = env[`PACKHORSE_TOKEN_${host.name.toUpperCase().replaceAll('-', '_')}`];
  if (own) return own;
  if (host.token) return host.token;
  return host.name === config.defaultHost ? env.PACKHORSE_TOKEN : undefined;
}
