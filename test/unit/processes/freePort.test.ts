import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { freePort } from '../../../src/processes/freePort.ts';

for (const host of ['127.0.0.1', '0.0.0.0']) {
  test(`a port at which another program listens (${host}) is not given to a session`, async (t) => {
    const server = createServer().listen(0, host);
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const given = await freePort(port, 1);
    assert.notEqual(given, port);
    const first = await freePort(port - 1, 2);
    assert.ok(first + 1 < port || first > port, `${first} and ${first + 1} are given, ${port} is taken`);
    server.close();
    await once(server, 'close');
    assert.equal(await freePort(port, 1), port);
  });
}
