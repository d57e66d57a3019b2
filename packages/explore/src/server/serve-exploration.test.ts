import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';

import type { LocalServer } from '@jssl/report/local-server';

import type { Exploration } from '../exploration/exploration.js';
import { untilDone, usePhotos } from '../fixtures/explore-photos.js';
import { serveExploration } from './serve-exploration.js';

const { path, explore } = usePhotos();
let exploration: Exploration;
let server: LocalServer;
beforeAll(async () => {
  writeFileSync(path('secret.txt'), 'not for the page');
  exploration = await explore();
  await untilDone(exploration);
  server = await serveExploration(exploration);
});
afterAll(() => server.dispose());

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A request with its path unchanged: fetch would resolve `..`. */
function ask(asked: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  const { hostname, port } = new URL(server.url);
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<unknown>; body: string }>(
    (resolve, reject) => {
      const sent = request({ hostname, port, path: asked, method, headers }, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (part: string) => (text += part));
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, body: text });
        });
      });
      sent.on('error', reject).end(body);
    },
  );
}

const token = () => new URL(server.url).pathname;
const get = (asked: string) => ask(token() + asked);
const post = (asked: string, body: object | Uint8Array) =>
  ask(token() + asked, {
    method: 'POST',
    body: body instanceof Uint8Array ? body : JSON.stringify(body),
  });
const json = async (asked: string) =>
  JSON.parse((await get(asked)).body) as Record<string, unknown>;

test('the page is served with a policy that allows only its own files', async () => {
  const page = await get('');
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
  );
  expect(page.headers).not.toHaveProperty('access-control-allow-origin');
  const linked = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
  expect(linked).toEqual(['data:,', 'explorer.css', 'explorer.js']);
  expect((await get('explorer.js')).body.length).toBeGreaterThan(10_000);
});

test('the script has less than 300 kB when compressed, and names no other address', async () => {
  const { gzipSync } = await import('node:zlib');
  const { body } = await get('explorer.js');
  expect(gzipSync(body).length).toBeLessThan(100_000);
  const addresses = body.match(/https?:\/\/[^"'`\s)]+/g) ?? [];
  // The names of XML namespaces.
  expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
});

test.each([
  ['/', 403],
  ['/data/summary.json', 403],
  ['/TOKENx/data/summary.json', 403],
  ['/?token=TOKEN', 403],
  ['/TOKEN', 404],
  ['/TOKEN/secret.txt', 404],
  ['/TOKEN/../secret.txt', 404],
  ['/TOKEN/..%2fsecret.txt', 404],
  ['/TOKEN/images/../../secret.txt', 404],
  ['/TOKEN/images/%2e%2e%2fsecret.txt.webp', 404],
  ['/TOKEN/images/20.webp', 404],
  ['/TOKEN/images/-1.webp', 404],
  ['/TOKEN/images/1e1.webp', 404],
  ['/TOKEN/thumbs/99999999999999999999.webp', 404],
  ['/TOKEN/neighbors/20.json', 404],
  ['/TOKEN/data/names/1.json', 404],
  ['/TOKEN/data/fields/9.bin', 404],
  ['/TOKEN/data/lists/99.json', 404],
  ['/TOKEN/constructor', 404],
  ['/TOKEN/data/__proto__', 404],
])('%s gets status %d and nothing else', async (asked, status) => {
  const own = token().slice(1, -1);
  const answer = await ask(asked.replace('TOKEN', own));
  expect(answer).toMatchObject({ status, body: `${status}\n` });
});

test('requests for another host, or from a page of another origin, are refused', async () => {
  const { port, origin } = new URL(server.url);
  const headers = { host: `evil.example:${port}` };
  expect(await ask(`${token()}data/summary.json`, { headers })).toMatchObject({ status: 403 });
  const action = JSON.stringify({ do: 'tag', tag: 'evil', images: [0] });
  for (const from of ['http://evil.example', 'null', `https://127.0.0.1:${port}`]) {
    const asked = { method: 'POST', body: action, headers: { origin: from } };
    expect(await ask(`${token()}actions`, asked)).toMatchObject({ status: 403 });
  }
  const asked = { headers: { origin } };
  expect(await ask(`${token()}data/summary.json`, asked)).toMatchObject({ status: 200 });
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    expect(await ask(`${token()}actions`, { method })).toMatchObject({ status: 405 });
  }
  expect(exploration.tagging.byTag().size).toBe(0);
});

test('the data describe the images', async () => {
  const summary = await json('data/summary.json');
  expect(summary).toMatchObject({
    ...{ name: 'photos', count: 20, canTag: true, map: 'final', check: 'done' },
    ...{ tagsFile: path('photos.tags.jsonl'), skippedCount: 0, hasFiles: true },
    fields: [{ name: 'label', values: ['blue', 'red'], isOrdered: false }],
    background: { done: 1, total: 1 },
  });
  const names = (await json('data/names/0.json')) as unknown as string[];
  expect(names).toHaveLength(20);
  expect((await get('data/map.bin')).body).toHaveLength(8 * 20);
  expect((await get('data/fields/0.bin')).body).toHaveLength(4 * 20);
  const thumb = await get('thumbs/0.webp');
  expect([thumb.headers['content-type'], thumb.body.slice(8, 12)]).toEqual(['image/webp', 'WEBP']);
  expect((await get('images/0.webp')).body.slice(8, 12)).toBe('WEBP');
  const red = names.indexOf('red/3.png');
  const { neighbors } = (await json(`neighbors/${red}.json`)) as {
    neighbors: { index: number; similarity: number }[];
  };
  expect(neighbors).toHaveLength(19);
  // The other red ones are equal.
  expect(neighbors.slice(0, 9).map(({ index }) => names[index]?.slice(0, 4))).toEqual(
    new Array(9).fill('red/'),
  );
  expect(neighbors[8]?.similarity).toBe(1);
  expect(neighbors[9]?.similarity).toBeLessThan(0.9);
  expect(await json('search?q=RED%203')).toEqual({ images: [red] });
});

test('a picture is searched for, and what is no picture is refused in a sentence', async () => {
  const { body } = await post('search-picture', readFileSync(path('photos', 'blue', '4.png')));
  const { neighbors } = JSON.parse(body) as { neighbors: { index: number; similarity: number }[] };
  expect(neighbors[0]?.similarity).toBe(1);
  expect(exploration.images.nameOf(neighbors[0]?.index ?? -1)).toMatch(/^blue\//);
  const refused = await post('search-picture', Buffer.from('<svg onload="alert(1)"/>'));
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.body)).toEqual({
    error: expect.stringMatching(/^the picture can't be read: /) as string,
  });
});

test('tags are saved before the answer, and are told to every page', async () => {
  const events = await fetch(`${server.url}events`);
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toMatch(/^event: summary\ndata: \{"name":"photos"/);
  const { body } = await post('actions', { do: 'tag', tag: 'sky', images: [0, 1] });
  const { id } = JSON.parse(body) as { id: string };
  const [line = ''] = readFileSync(path('photos.tags.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(line)).toMatchObject({
    id,
    do: 'tag',
    tag: 'sky',
    images: [exploration.images.nameOf(0), exploration.images.nameOf(1)],
  });
  expect((await reader?.read())?.value).toContain(`event: tags\ndata: {"id":"${id}"}`);
  await reader?.cancel();
  expect(await json('data/tags.json')).toEqual({ tags: { sky: [0, 1] } });
  await post('actions', { do: 'undo', of: id });
  expect(await json('data/tags.json')).toEqual({ tags: {} });
});

test.each([
  [{ do: 'tag', tag: 'a', images: [20] }, 'images must be indices'],
  [{ do: 'tag', tag: 'a', images: ['../a'] }, 'images must be indices'],
  [{ do: 'tag', tag: '\u0000', images: [0] }, /^a tag must have 1 to 60 characters/],
  [{ do: 'drop' }, 'an action must be tag, untag, undo or redo'],
  [{ do: 'undo', of: 'x' }, 'there is no such action to undo'],
])('the action %j is refused', async (action, error) => {
  const answer = await post('actions', action);
  expect(answer.status).toBe(400);
  const said = (JSON.parse(answer.body) as { error: string }).error;
  if (typeof error === 'string') expect(said).toBe(error);
  else expect(said).toMatch(error);
});

test('lists, tables, labels and scripts are texts', async () => {
  await post('actions', { do: 'tag', tag: 'sky', images: [0] });
  await post('actions', { do: 'tag', tag: 'sun', images: [10, 0] });
  const textOf = async (request: object) =>
    JSON.parse((await post('texts', request)).body) as Record<string, string>;
  const [first, other] = [exploration.images.nameOf(0), exploration.images.nameOf(10)];
  expect(await textOf({ kind: 'names', images: [10, 0] })).toMatchObject({
    ...{ file: 'images.txt', text: `${other}\n${first}\n` },
  });
  const label = first.split('/')[0] ?? '';
  expect((await textOf({ kind: 'csv', images: [0] }))['text']).toBe(
    `name,label,tags\r\n${first},${label},sky | sun\r\n`,
  );
  const labels = await textOf({ kind: 'labels', tags: ['sky', 'sun'] });
  expect(labels['text']).toBe(`{"file_name":"${other}","label":"sun"}\n`);
  expect(labels['about']).toBe(
    `1 labels. 1 with several of the tags were left out. To train and measure with them: jssl train ${path('photos')} --labels labels.jsonl`,
  );
  const plan = await textOf({ kind: 'copy', tags: ['sun'] });
  expect(plan['file']).toBe('copy-images.sh');
  expect(plan['text']).toContain(`put ${path('photos', other)} ${path('photos')}-sorted/sun/`);
  expect((await post('texts', { kind: 'move', tags: ['none'] })).status).toBe(400);
  const { tags, next } = await json('suggestions?tag=sky&tag=sun');
  expect([tags, next]).toEqual([expect.any(Array), expect.any(Array)]);
});

test('a request that is too large is refused, and a damaged one', async () => {
  const large = await post('actions', Buffer.alloc(2 ** 26, 32));
  expect(large).toMatchObject({
    ...{ status: 413, body: '{"error":"this is too large: more than 16 MiB"}' },
  });
  const picture = await post('search-picture', Buffer.alloc(2 ** 26 + 1));
  expect(picture.body).toBe('{"error":"this is too large: more than 64 MiB"}');
  expect(await post('actions', Buffer.from('{'))).toMatchObject({ status: 400 });
});

test('a thousand connections that ask for nothing end, and the page is served again', async () => {
  const { hostname, port } = new URL(server.url);
  const sockets = Array.from({ length: 1000 }, () =>
    connect({ host: hostname, port: Number(port) }).on('error', () => undefined),
  );
  await Promise.all(
    sockets.map(
      (socket) => new Promise((resolve) => socket.on('connect', resolve).on('close', resolve)),
    ),
  );
  for (const socket of sockets) socket.destroy();
  while ((await get('').catch(() => undefined))?.status !== 200);
});

test('two servers on one file of tags: each page is told what the other one saved', async () => {
  const events = await fetch(`${server.url}events`);
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  await reader?.read();
  const other = await explore();
  const { id } = other.tagging.change({ do: 'tag', tag: 'sea', images: [other.images.nameOf(3)] });
  expect((await reader?.read())?.value).toBe(`event: tags\ndata: {"id":"${id}"}\n\n`);
  await reader?.cancel();
  expect(await json('data/tags.json')).toMatchObject({ tags: { sea: [3] } });
  const both = [4, 5].map((index) => post('actions', { do: 'tag', tag: 'sea', images: [index] }));
  await Promise.all(both);
  expect(await json('data/tags.json')).toMatchObject({ tags: { sea: [3, 4, 5] } });
});

test('a limited number of pages can be open', async () => {
  const { hostname, port } = new URL(server.url);
  const follow = () =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ hostname, port, path: `${token()}events` }, (response) => {
        response.on('error', () => undefined).resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  const statuses = await Promise.all(Array.from({ length: 32 }, follow));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await follow()).toBe(503);
  expect((await get('')).status).toBe(200);
});
