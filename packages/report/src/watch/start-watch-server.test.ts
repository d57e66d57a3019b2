import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultTrainConfig } from '@jssl/trainer';

import { startWatchServer, type WatchServer } from './start-watch-server.js';

let run: string;
let server: WatchServer;
beforeEach(async () => {
  run = mkdtempSync(join(tmpdir(), 'jssl-watch-'));
  writeFileSync(join(run, 'config.json'), JSON.stringify({ config: defaultTrainConfig }));
  writeFileSync(join(run, 'metrics.jsonl'), '');
  writeFileSync(join(run, 'secret.txt'), 'not for the page');
  server = await startWatchServer(run, { pollMilliseconds: 20 });
});
afterEach(async () => {
  await server.dispose();
  rmSync(run, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request with its path unchanged: fetch would resolve `..`. */
function ask(path: string, { method = 'GET', host = '' } = {}): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path, method, ...(host && { headers: { host } }) };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

/** Listens to events; each call waits for `count` more. */
async function listen(): Promise<(count: number) => Promise<[name: string, data: unknown][]>> {
  const { body } = await fetch(`${server.url}events`);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async (count) => {
    const events: [string, unknown][] = [];
    while (events.length < count) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        text += (await reader?.read())?.value ?? '';
        continue;
      }
      const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      events.push([name, JSON.parse(data)]);
    }
    return events;
  };
}

const path = () => new URL(server.url).pathname;

test('the address is local, with a long random token', async () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
  const other = await startWatchServer(run);
  expect(new URL(other.url).pathname).not.toBe(path());
  await other.dispose();
});

test('the page, its scripts and its style are served, with a policy that allows nothing else', async () => {
  const page = await ask(path());
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self';/,
  );
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  const linked = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
  expect(linked).toEqual(['data:,', 'watch.css', 'echarts.js', 'charts.js', 'watch.js']);
  for (const name of linked.slice(1)) {
    const { status, body } = await ask(path() + name);
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(500);
  }
  expect(await ask(path(), { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

test.each([
  ['/', 403],
  ['/events', 403],
  ['/wrong/', 403],
  ['/TOKENx/', 403],
  ['/TOKE/', 403],
  ['/?token=TOKEN', 403],
  ['/TOKEN', 404],
  ['/TOKEN/metrics.jsonl', 404],
  ['/TOKEN/secret.txt', 404],
  ['/TOKEN/../secret.txt', 404],
  ['/TOKEN/..%2fsecret.txt', 404],
  ['/TOKEN/%2e%2e/%2e%2e/etc/passwd', 404],
  ['/TOKEN/watch.js/../../secret.txt', 404],
  ['/TOKEN/constructor', 404],
  ['//TOKEN/', 403],
])('%s gets status %d and nothing of the run', async (asked, status) => {
  const token = path().slice(1, -1);
  const answer = await ask(
    asked.replace('TOKE/', `${token.slice(0, -1)}/`).replace('TOKEN', token),
  );
  expect(answer).toMatchObject({ status, body: `${status}\n` });
});

test('only reading is allowed, and only for this host', async () => {
  expect(await ask(path(), { method: 'POST' })).toMatchObject({ status: 405 });
  const { port } = new URL(server.url);
  expect(await ask(path(), { host: `localhost:${port}` })).toMatchObject({ status: 200 });
  // Another name that resolves to this machine.
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', '127.0.0.1:1']) {
    expect(await ask(path(), { host })).toMatchObject({ status: 403, body: '403\n' });
  }
});

test('events report the settings first, then every epoch and step', async () => {
  const next = await listen();
  const [config, ...others] = await next(3);
  expect(config).toEqual([
    'config',
    { config: { ...defaultTrainConfig, knnTemperature: undefined } },
  ]);
  expect(others).toEqual([
    ['metrics', []],
    ['progress', null],
  ]);
  const numbers = { temperature: 0.5, imagesPerSecond: 9, durationSeconds: 3, dataWaitShare: 0 };
  const first = { ...numbers, epoch: 1, trainLoss: 8.25, warnings: ['a sentence'] };
  const second = { ...numbers, epoch: 2, trainLoss: 8 };
  appendFileSync(join(run, 'metrics.jsonl'), `${JSON.stringify(first)}\n`);
  expect(await next(1)).toEqual([['metrics', [first]]]);
  const progress = {
    ...{ epoch: 2, epochs: 9, step: 3, steps: 5, loss: 1, secondsLeft: 7, dataWaitShare: 0 },
    ...{ imagesPerSecond: 10, updatedAt: '2026-01-01T00:00:00.000Z' },
  };
  // Renamed into place, as the trainer does.
  writeFileSync(join(run, 'temporary'), JSON.stringify(progress));
  renameSync(join(run, 'temporary'), join(run, 'progress.json'));
  expect(await next(1)).toEqual([['progress', progress]]);
  // Half a line is not reported.
  const line = JSON.stringify(second);
  appendFileSync(join(run, 'metrics.jsonl'), line.slice(0, 9));
  await new Promise((resolve) => setTimeout(resolve, 60));
  appendFileSync(join(run, 'metrics.jsonl'), `${line.slice(9)}\n`);
  expect(await next(1)).toEqual([['metrics', [first, second]]]);
  rmSync(join(run, 'progress.json'));
  expect(await next(1)).toEqual([['progress', null]]);
  // A later listener gets the current state.
  expect((await (await listen())(3)).map(([name]) => name)).toEqual([
    'config',
    'metrics',
    'progress',
  ]);
});

test('a limited number of pages can follow a run', async () => {
  const { hostname, port, pathname } = new URL(server.url);
  const follow = () =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ hostname, port, path: `${pathname}events` }, (response) => {
        response.on('error', () => undefined).resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  const statuses = await Promise.all(Array.from({ length: 32 }, follow));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await follow()).toBe(503);
  expect((await ask(pathname)).status).toBe(200);
});

test('dispose ends the connections and frees the port', async () => {
  const other = await startWatchServer(run, { token: 'known' });
  expect(other.url).toMatch(/\/known\/$/);
  const port = Number(new URL(other.url).port);
  const { body } = await fetch(`${other.url}events`);
  const ended = (async () => {
    for await (const chunk of body ?? []) expect(chunk).toBeDefined();
  })();
  const expected = expect(ended).rejects.toThrow('terminated');
  await other.dispose();
  await expected;
  const again = await startWatchServer(run, { port });
  expect(new URL(again.url).port).toBe(String(port));
  await expect(startWatchServer(run, { port })).rejects.toThrow('EADDRINUSE');
  await again.dispose();
});

test('a folder that is not a run is rejected', async () => {
  const file = join(run, 'config.json');
  rmSync(file);
  await expect(startWatchServer(run)).rejects.toThrow(
    `${run} is not a run folder: it has no config.json`,
  );
  writeFileSync(file, JSON.stringify({ config: defaultTrainConfig }));
});
