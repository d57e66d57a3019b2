import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { movePlan } from './move-plan.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-plan-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Names that a shell could run, split or take for options. */
const hostile = [
  ...["it's.png", '$(touch hacked).png', '`touch hacked`.png', '-rf.png', 'a b.png', 'a\nb.png'],
  ...['"; touch hacked; ".png', '*.png', '\\.png', 'é\u202e.png'],
];

test.each(['copy', 'move'] as const)('%s: every name is only a name', (action) => {
  const paths = hostile.map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, path);
  const to = join(folder, 'to $HOME');
  const plan = movePlan(new Map([["cat's; touch hacked", paths]]), { action, to });
  writeFileSync(join(folder, 'plan.sh'), plan);
  execFileSync('sh', ['plan.sh'], { cwd: folder });
  const made = join(to, "cat's; touch hacked");
  expect(readdirSync(made).sort()).toEqual([...hostile].sort());
  for (const name of hostile) {
    expect(readFileSync(join(made, name), 'utf8')).toBe(join(folder, name));
  }
  const left = readdirSync(folder).filter((name) => name.endsWith('.png'));
  expect(left.sort()).toEqual(action === 'copy' ? [...hostile].sort() : []);
  expect(readdirSync(folder)).not.toContain('hacked');
});

test('equal names of 255 bytes get numbers, and stay as long', () => {
  const name = `${'é'.repeat(125)}a.png`;
  const files = ['x', 'y'].map((parent) => join(folder, parent, name));
  for (const file of files) {
    mkdirSync(join(file, '..'));
    writeFileSync(file, file);
  }
  writeFileSync(
    join(folder, 'plan.sh'),
    movePlan(new Map([['cat', files]]), { action: 'move', to: join(folder, 'to') }),
  );
  execFileSync('sh', [join(folder, 'plan.sh')]);
  expect(readdirSync(join(folder, 'to', 'cat'))).toEqual([name, `${'é'.repeat(124)}-2.png`].sort());
});

test('equal names get numbers, a file with two tags is moved once, and folders stay inside', () => {
  for (const name of ['x', 'y']) mkdirSync(join(folder, name));
  const [one, other] = [join(folder, 'x', 'a.png'), join(folder, 'y', 'A.png')];
  const files = new Map([
    ['../up', [one, other]],
    ['..', [one]],
    ['a/b', [other]],
  ]);
  const plan = movePlan(files, { action: 'move', to: '/to' });
  expect(plan).toContain(`put ${one} /to/..-up/a.png\nput ${other} /to/..-up/A-2.png\n`);
  expect(plan.match(/^put /gm)).toHaveLength(2);
  expect(plan.match(/^mkdir.*$/gm)).toEqual([
    'mkdir -p -- /to/..-up',
    'mkdir -p -- /to/-..',
    'mkdir -p -- /to/a-b',
  ]);
  expect(movePlan(files, { action: 'copy', to: '/to' }).match(/^put /gm)).toHaveLength(4);
});

test('a file that exists is not replaced', () => {
  writeFileSync(join(folder, 'a.png'), 'new');
  mkdirSync(join(folder, 'to', 'cat'), { recursive: true });
  writeFileSync(join(folder, 'to', 'cat', 'a.png'), 'old');
  const plan = movePlan(new Map([['cat', [join(folder, 'a.png')]]]), {
    ...{ action: 'move', to: join(folder, 'to') },
  });
  writeFileSync(join(folder, 'plan.sh'), plan);
  expect(() => execFileSync('sh', [join(folder, 'plan.sh')], { stdio: 'pipe' })).toThrow(
    /exists: .*a\.png/,
  );
  expect(readFileSync(join(folder, 'to', 'cat', 'a.png'), 'utf8')).toBe('old');
  expect(readFileSync(join(folder, 'a.png'), 'utf8')).toBe('new');
});
