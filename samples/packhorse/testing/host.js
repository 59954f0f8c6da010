import { createServer } from 'node:http';
import { once } from 'node:events';

/**
 * Starts a pack host on this machine, kept in memory.
 * @param {import('node:test').TestContext} t closes the host when the test ends
 * @param {{packs?: object[], token?: string}} [options] with a token, every request must carry it
 * @returns {Promise<{url: string, packs: Map<string, object>, seen: {method: string, authorization?: string}[]}>}
 */
export async function startHost(t, { packs = [], token } = {}) {
  const stored = new Map(packs.map((pack) => [pack.name, pack]));
  const seen = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://host');
    seen.push({ method: request.method, authorization: request.headers.authorization });
    const reply = (status, value) => response.writeHead(status).end(JSON.stringify(value));
    if (token && request.headers.authorization !== `Bearer ${token}`) return reply(401, {});
    if (pathname === '/packs') {
      const text = searchParams.get('q') ?? '';
      return reply(
        200,
        [...stored.values()].filter((pack) => pack.name.includes(text)),
      );
    }
    const name = decodeURIComponent(pathname.slice('/packs/'.length));
    if (request.method === 'PUT') {
      stored.set(name, JSON.parse(Buffer.concat(await request.toArray()).toString('utf8')));
      return reply(201, {});
    }
    return stored.has(name) ? reply(200, stored.get(name)) : reply(404, {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, packs: stored, seen };
}
