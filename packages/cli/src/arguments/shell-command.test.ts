import { execFileSync } from 'node:child_process';

import { shellCommand } from './shell-command.js';

test('plain words are as typed, others quoted', () => {
  expect(shellCommand(['compare', './a-b_c.png', '--lr', '1e-3'])).toBe(
    'jssl compare ./a-b_c.png --lr 1e-3',
  );
  expect(shellCommand(['--weights-list', '0.8,0.1,0.1;1,0,0', ''])).toBe(
    "jssl --weights-list '0.8,0.1,0.1;1,0,0' ''",
  );
});

(process.platform === 'win32' ? test.skip : test)('a shell reads the same words', () => {
  const words = ["it's", '$HOME `id`', 'a;b', '"', '\\', '*', 'two  spaces', 'ü'];
  const script = `jssl() { printf '%s\\n' "$@"; }; ${shellCommand(words)}`;
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${words.join('\n')}\n`);
});
