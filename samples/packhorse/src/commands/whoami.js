import { hostFor, loadConfig } from '../config.js';

/** `packhorse whoami`: says for each host where its token comes from, never the token itself. */
export async function whoami(_args, context) {
  const config = await loadConfig(context.cwd);
  for (const name of Object.keys(config.hosts)) {
    const source = tokenSource(hostFor(config, name), config, context.env);
    if (source) console.log(`✓ ${name}: token from ${source}`);
    else console.log(`✗ ${name}: no token`);
  }
}

function tokenSource(host, config, env) {
  const own = `PACKHORSE_TOKEN_${host.name.toUpperCase().replaceAll('-', '_')}`;
  if (env[own]) return own;
  if (host.token) return 'packhorse.json';
  return host.name === config.defaultHost && env.PACKHORSE_TOKEN ? 'PACKHORSE_TOKEN' : undefined;
}
