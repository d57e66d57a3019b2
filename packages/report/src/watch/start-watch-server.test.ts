import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { defaultTrainConfig } from '@jssl/trainer';

import { REPORT_MARK } from '../page/draw-page.js';
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
async function listen(
  url = server.url,
): Promise<(count: number) => Promise<[name: string, data: unknown][]>> {
  const { body } = await fetch(`${url}events`);
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
  const scripts = ['echarts.js', 'theme.js', 'line-charts.js', 'watch.js'];
  const own = linked.filter((link) => !link.startsWith('#'));
  expect(own).toEqual(['data:,', 'style.css', 'watch.css', ...scripts]);
  for (const name of own.slice(1)) {
    const { status, body } = await ask(path() + name);
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(300);
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
  ['/TOKEN/report-0.html', 404],
  ['/TOKEN/report-1.html', 404],
  ['/TOKEN/report-0.html/../secret.txt', 404],
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

interface Shown {
  readonly runs: readonly { name: string; done: number; hasReport: boolean; warnings: string[] }[];
  readonly charts: readonly {
    id: string;
    lines: { name: string; points: [number, number][] }[];
  }[];
}

const numbers = { temperature: 0.5, imagesPerSecond: 9, durationSeconds: 3, dataWaitShare: 0 };
const line = (epoch: number, more: object = {}) =>
  `${JSON.stringify({ ...numbers, epoch, trainLoss: 8.25 - epoch, ...more })}\n`;

test('events report the state first, then every epoch and step', async () => {
  const next = await listen();
  const [state, step] = await next(2);
  expect(state).toEqual(['state', expect.objectContaining({ charts: [] })]);
  expect(state?.[1]).toMatchObject({
    runs: [{ done: 0, epochs: defaultTrainConfig.epochs, hasReport: false, warnings: [] }],
  });
  expect(step).toEqual(['progress', [0, null]]);
  appendFileSync(join(run, 'metrics.jsonl'), line(1, { warnings: ['a sentence'] }));
  const [[name, first] = ['', undefined]] = await next(1);
  expect(name).toBe('state');
  const { runs, charts } = first as Shown;
  expect(runs[0]).toMatchObject({ done: 1, warnings: ['a sentence'] });
  expect(charts[0]).toMatchObject({ id: 'loss', lines: [{ points: [[1, 7.25]] }, {}] });
  const progress = {
    ...{ epoch: 2, epochs: 9, step: 3, steps: 5, loss: 1, secondsLeft: 7, dataWaitShare: 0 },
    ...{ imagesPerSecond: 10, updatedAt: '2026-01-01T00:00:00.000Z' },
  };
  // Renamed into place, as the trainer does.
  writeFileSync(join(run, 'temporary'), JSON.stringify(progress));
  renameSync(join(run, 'temporary'), join(run, 'progress.json'));
  expect(await next(1)).toEqual([['progress', [0, progress]]]);
  // Half a line is not an epoch.
  const second = line(2);
  appendFileSync(join(run, 'metrics.jsonl'), second.slice(0, 9));
  await new Promise((resolve) => setTimeout(resolve, 60));
  appendFileSync(join(run, 'metrics.jsonl'), second.slice(9));
  let done = 1;
  while (done < 2) {
    const [[, later] = ['', undefined]] = await next(1);
    done = (later as Shown).runs[0]?.done ?? NaN;
  }
  rmSync(join(run, 'progress.json'));
  expect(await next(1)).toEqual([['progress', [0, null]]]);
  // A later listener gets the current state.
  expect((await (await listen())(2)).map(([name]) => name)).toEqual(['state', 'progress']);
});

test('the report of a run is served once there is one, with its scripts and nothing else', async () => {
  const next = await listen();
  await next(2);
  writeFileSync(join(run, 'report.html'), 'not a report');
  expect(await ask(`${path()}report-0.html`)).toMatchObject({ status: 404, body: '404\n' });
  writeFileSync(join(run, 'report.html'), `<!doctype html>${REPORT_MARK}<script>1</script>`);
  let shown = false;
  while (!shown) {
    const [[, later] = ['', undefined]] = await next(1);
    shown = (later as Shown).runs[0]?.hasReport ?? false;
  }
  const { status, headers, body } = await ask(`${path()}report-0.html`);
  expect(status).toBe(200);
  expect(body).toContain(REPORT_MARK);
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'unsafe-inline';(?!.*connect-src)/,
  );
});

test('several runs are followed on one page, runs of the same name by their paths', async () => {
  const other = join(run, 'deeper', basename(run));
  mkdirSync(other, { recursive: true });
  const config = { ...defaultTrainConfig, method: 'moco' };
  writeFileSync(join(other, 'config.json'), JSON.stringify({ config }));
  writeFileSync(join(other, 'metrics.jsonl'), line(1) + line(2));
  const both = await startWatchServer([run, other], { pollMilliseconds: 20 });
  const next = await listen(both.url);
  const [[, state] = ['', undefined], ...steps] = await next(3);
  const { runs, charts } = state as Shown;
  expect(runs.map(({ name, done }) => [name, done])).toEqual([
    [run, 0],
    [other, 2],
  ]);
  expect(charts[0]?.lines.map(({ name }) => name)).toEqual([
    `${other}: loss`,
    `${other}: no learning`,
  ]);
  expect(steps).toEqual([
    ['progress', [0, null]],
    ['progress', [1, null]],
  ]);
  appendFileSync(join(run, 'metrics.jsonl'), line(1));
  const [[, later] = ['', undefined]] = await next(1);
  expect((later as Shown).charts[0]?.lines).toHaveLength(4);
  await both.dispose();
  await expect(startWatchServer([])).rejects.toThrow(
    'there is no run to follow; pass one or several',
  );
  await expect(startWatchServer([run, join(run, 'none')])).rejects.toThrow(/is not a run folder/);
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
