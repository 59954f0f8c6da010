import { mask } from './secrets.js';

/**
 * Sends one request to a host and reads its JSON answer.
 * @param {{name: string, url: string}} host
 * @param {string} route path below the host's URL, with a leading slash
 * @param {{method?: string, token?: string, body?: unknown, verbose?: boolean}} [options]
 * @returns {Promise<any>} the parsed answer
 */
export async function request(host, route, options = {}) {
  const { method = 'GET', token, body, verbose = false } = options;
  const headers = { accept: 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (verbose) {
    console.log(mask(`> ${method} ${host.url}${route}`));
    for (const [name, value] of Object.entries(headers)) console.log(mask(`> ${name}: ${value}`));
  }
  const response = await fetch(`${host.url}${route}`, { method, headers, body: body && JSON.stringify(body) });
  if (verbose) console.log(mask(`< ${response.status}`));
  if (!response.ok) throw new Error(explain(response.status, host));
  return response.json();
}

function explain(status, host) {
  const variable = `PACKHORSE_TOKEN_${host.name.toUpperCase().replaceAll('-', '_')}`;
  if (status === 401) return `The host "${host.name}" did not accept the token (401). Set ${variable} and try again.`;
  if (status === 404) return `The host "${host.name}" has no such pack (404). Try: packhorse search`;
  return `The host "${host.name}" answered ${status}.`;
}
