import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { jssl } from '../../fixtures/run-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';
import { main } from '../../main.js';

useWorkplace();
beforeAll(() => {
  mkdirSync('run');
  writeFileSync('run/config.json', '{"config": {}}');
  writeFileSync('run/metrics.jsonl', '');
});

/** The address of a page that is served until `stop`. */
async function watch(...argv: string[]) {
  return watchRuns('run', ...argv);
}

async function watchRuns(...argv: string[]) {
  const notes: string[] = [];
  let ended: Promise<number> | undefined;
  const url = await new Promise<string>((resolve) => {
    const note = (line: string) => notes.push(line);
    ended = main(['watch', ...argv], { out: resolve, note, status: undefined });
  });
  const stop = (signal: 'SIGINT' | 'SIGTERM') => {
    process.emit(signal, signal);
    return ended;
  };
  return { url, notes, stop };
}

test('a run that has not ended its first epoch is followed until Ctrl-C', async () => {
  const { url, notes, stop } = await watch();
  expect(notes).toEqual(['following run; open the address in a browser, Ctrl-C stops it']);
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<div id="charts"');
  expect((await fetch(new URL('/', url))).status).toBe(403);
  expect(await stop('SIGINT')).toBe(130);
  expect(notes.slice(1)).toEqual([
    'closing the page; press again to exit at once',
    'jssl: no longer following run',
  ]);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  // Nothing was written into it.
  expect(readFileSync('run/metrics.jsonl', 'utf8')).toBe('');
});

test('a port may be chosen, and one that is taken is said so', async () => {
  const first = await watch();
  const { port } = new URL(first.url);
  expect(await jssl('watch', 'run', '--port', port)).toEqual({
    code: 2,
    out: '',
    notes: expect.stringMatching(
      `^jssl: --port must be a port that this process can listen on, got ${port} \\(listen EADDRINUSE.*\\); choose another, or leave it out$`,
    ) as string,
  });
  expect(await first.stop('SIGTERM')).toBe(143);
  const second = await watch('--port', port);
  expect(new URL(second.url).port).toBe(port);
  await second.stop('SIGINT');
});

test('several runs are followed on one page', async () => {
  cpSync('run', 'other', { recursive: true });
  const { notes, url, stop } = await watchRuns('run', 'other');
  expect(notes).toEqual(['following run, other; open the address in a browser, Ctrl-C stops it']);
  expect((await fetch(url)).status).toBe(200);
  expect(await stop('SIGINT')).toBe(130);
});

test.each([
  [
    ['run', 'nothing'],
    'nothing is not a run folder: it has no config.json; pass the folder of a training run',
  ],
  [
    ['nothing'],
    'nothing is not a run folder: it has no config.json; pass the folder of a training run',
  ],
  [['run', '--port', '70000'], '--port must be a whole number from 0 to 65535, got 70000'],
  [['run', '--port', '1.5'], '--port must be a whole number from 0 to 65535, got 1.5'],
])('watch %j is refused', async (argv, sentence) => {
  expect(await jssl('watch', ...argv)).toEqual({ code: 2, out: '', notes: `jssl: ${sentence}` });
});
