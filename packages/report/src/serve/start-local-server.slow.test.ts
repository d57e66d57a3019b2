import { connect } from 'node:net';

import { sendTo, startLocalServer } from './start-local-server.js';

test('connections that never finish a request are closed, and others are answered then', async () => {
  const server = await startLocalServer({
    respond: (_, response) => {
      sendTo(response, { type: 'text/plain', body: 'here' });
    },
  });
  const { hostname, port } = new URL(server.url);
  const answers = await Promise.all(
    Array.from({ length: 128 }, () => {
      const socket = connect({ host: hostname, port: Number(port) }, () =>
        socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Slow: `),
      );
      let text = '';
      socket.setEncoding('latin1').on('data', (part: string) => (text += part));
      return new Promise<string>((resolve, reject) => {
        socket.on('error', reject).on('close', () => {
          resolve(text.split('\r\n')[0] ?? '');
        });
      });
    }),
  );
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
  expect(await (await fetch(server.url)).text()).toBe('here');
  await server.dispose();
});
