import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A free port. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts an npm registry on this machine that has only what is published to it.
 * @returns its address, a user configuration that publishes to it, and `stop`.
 */
export async function startRegistry(folder, verdaccio) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    [
      `storage: ${join(folder, 'storage')}`,
      'packages:',
      "  '@jssl/*':",
      '    access: $all',
      '    publish: $all',
      'log: { type: stdout, level: error }',
      '',
    ].join('\n'),
  );
  const address = `127.0.0.1:${port}`;
  const server = spawn(process.execPath, [verdaccio, '--config', config, '--listen', address], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = () => server.kill();
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error('the registry ended before it answered');
    const answered = await fetch(`http://${address}/-/ping`).catch(() => undefined);
    if (answered?.ok) return { url: `http://${address}/`, ...configure(folder, address), stop };
    await wait(100);
  }
  stop();
  throw new Error('the registry did not answer within a minute');
}

/** npm needs a token to publish; the registry accepts any. */
function configure(folder, address) {
  const userConfig = join(folder, 'publisher.npmrc');
  writeFileSync(userConfig, `//${address}/:_authToken=anybody\n`);
  return { userConfig };
}
