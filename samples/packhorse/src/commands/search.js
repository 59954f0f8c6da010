import { hostFor, loadConfig } from '../config.js';
import { rememberSecret } from '../secrets.js';
import { request } from '../transport.js';

/** `packhorse search TEXT`: lists the packs whose name holds a text. */
export async function search({ positionals, host: hostName }, context) {
  const text = positionals.join(' ');
  const config = await loadConfig(context.cwd);
  const host = hostFor(config, hostName);
  const token = resolveToken(host, config, context.env);
  if (token) rememberSecret(token);

  const query = new URLSearchParams({ q: text });
  const found = await request(host, `/packs?${query}`, { token, verbose: context.verbose });
  if (found.length === 0) console.log(`No pack on ${host.name} matches "${text}".`);
  for (const { name, version } of found) console.log(`${name}@${version}`);
}

function resolveToken(host, config, env) {
  return env[`PACKHORSE_TOKEN_${host.name.toUpperCase()}`] ?? env.PACKHORSE_TOKEN ?? host.token;
}
