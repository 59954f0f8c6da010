import { readFile } from 'node:fs/promises';
import path from 'node:path';

const knownKeys = new Set(['hosts', 'defaultHost']);

/**
 * Reads `packhorse.json` of a project.
 * @param {string} directory the project's folder
 * @returns {Promise<{hosts: Record<string, {url: string, token?: string}>, defaultHost: string}>}
 */
export async function loadConfig(directory) {
  const file = path.join(directory, 'packhorse.json');
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`There is no packhorse.json in ${directory}. Create one that names at least one host.`);
  }
  const config = parse(text, file);
  for (const key of Object.keys(config)) {
    if (!knownKeys.has(key)) console.warn(`! packhorse.json: unknown key "${key}" is ignored`);
  }
  const hosts = config.hosts ?? {};
  return { hosts, defaultHost: config.defaultHost ?? Object.keys(hosts)[0] };
}

/**
 * Picks the host a command talks to.
 * @param {Awaited<ReturnType<typeof loadConfig>>} config
 * @param {string} [name] what the person asked for; without it, the default host
 * @returns {{name: string, url: string, token?: string}}
 */
export function hostFor(config, name = config.defaultHost) {
  const host = Object.hasOwn(config.hosts, name ?? '') ? config.hosts[name] : undefined;
  if (host) return { name, ...host };
  const known = Object.keys(config.hosts).join(', ') || 'none';
  throw new Error(`There is no host "${name}" in packhorse.json (known: ${known}).`);
}

function parse(text, file) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${error.message}`);
  }
}
