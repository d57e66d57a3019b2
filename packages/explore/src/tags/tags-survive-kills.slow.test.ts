import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { isBuilt, nodeArguments } from '@jssl/testing';

import { Tagging } from './tagging.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-kills-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const taggingModule = pathToFileURL(
  join(__dirname, isBuilt ? '../../dist/tags/tagging.js' : 'tagging.ts'),
).href;

/** Tags images until it is killed, and prints the name of each once its tag is saved. */
function tagUntilKilled(file: string, prefix: string, milliseconds: number): Promise<string[]> {
  const script = `import { writeSync } from 'node:fs';
    import { Tagging } from ${JSON.stringify(taggingModule)};
    const [file, prefix] = process.argv.slice(1);
    const tagging = new Tagging(file);
    for (let at = 0; ; at++) {
      const name = prefix + at;
      tagging.change({ do: 'tag', tag: 'saved', images: [name] });
      writeSync(1, name + '\\n');
    }`;
  const words = ['--input-type=module', '-e', script, '--', file, prefix];
  const child = spawn(process.execPath, [...nodeArguments, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    // The time counts from the first tag.
    if (out === '') setTimeout(() => child.kill('SIGKILL'), milliseconds);
    out += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', () => {
      resolve(out.slice(0, out.lastIndexOf('\n')).split('\n'));
    });
  });
}

test('three processes tag at once and are killed: nothing is lost that was saved', async () => {
  const file = join(folder, 'photos.tags.jsonl');
  const saved: string[] = [];
  for (const round of [1, 2]) {
    const processes = ['a', 'b', 'c'].map((name, at) =>
      tagUntilKilled(file, `${name}${round}-`, 20 + 15 * at),
    );
    saved.push(...(await Promise.all(processes)).flat());
  }
  expect(saved.length).toBeGreaterThan(20);
  const tagging = new Tagging(file);
  const kept = new Set(tagging.byTag().get('saved'));
  expect(saved.filter((name) => !kept.has(name))).toEqual([]);
  expect(tagging.damagedLines).toBeLessThanOrEqual(6);
});

test('a full disk: what was written of a tag is none, and it is said', async () => {
  const file = join(folder, 'full.tags.jsonl');
  const script = `import { Tagging } from ${JSON.stringify(taggingModule)};
    const tagging = new Tagging(process.argv[1]);
    let saved = 0;
    try {
      for (;; saved++) tagging.change({ do: 'tag', tag: 'saved', images: ['image ' + saved] });
    } catch (error) {
      console.log(JSON.stringify({ saved, error: error.message }));
    }`;
  const node = [
    process.execPath,
    ...nodeArguments,
    '--input-type=module',
    '-e',
    script,
    '--',
    file,
  ];
  // Files may not grow beyond a size: writing fails in the middle of a line, as on a full disk.
  const limited = ['-c', 'trap "" XFSZ; ulimit -f 2; exec "$@"', 'sh', ...node];
  const { stdout } = await promisify(execFile)('sh', limited);
  const { saved, error } = JSON.parse(stdout) as { saved: number; error: string };
  expect(error).toMatch(/^the tags cannot be written to \S+: EFBIG.*; nothing was changed$/);
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(false);
  const tagging = new Tagging(file);
  expect(tagging.byTag().get('saved')).toHaveLength(saved);
  // Once there is room again.
  tagging.change({ do: 'tag', tag: 'saved', images: ['last'] });
  expect(new Tagging(file).byTag().get('saved')).toHaveLength(saved + 1);
});
