import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';

import { imageNames, makeImages } from './fixtures/make-images.js';
import { jssl, stoppedJssl } from './fixtures/run-jssl.js';
import { smallTraining } from './fixtures/small-training.js';
import { spawnJssl } from './fixtures/spawn-jssl.js';
import { useWorkplace } from './fixtures/use-workplace.js';

useWorkplace();
beforeAll(() => makeImages('images', imageNames(10, 'blue', 'red')));

const train = (...settings: string[]) => ['train', 'images', ...smallTraining, ...settings];

test('Ctrl-C ends a training with code 130 and its weights saved, and stdout is JSON alone', async () => {
  let interrupted = false;
  const settings = ['--epochs', '100000', '--eval-every', '0', '--out', 'run', '--json'];
  const { code, out, notes } = await spawnJssl(train(...settings), {
    onNotes: (written, kill) => {
      if (interrupted || !/^epoch +2\//m.test(written)) return;
      interrupted = true;
      kill('SIGINT');
    },
  });
  expect(notes).toContain('\nstopping after this step; press again to exit at once\n');
  expect(notes.endsWith('\njssl: stopped; resume with: jssl train --resume run\n')).toBe(true);
  expect(code).toBe(130);
  expect(out.endsWith('\n')).toBe(true);
  expect(JSON.parse(out)).toMatchObject({ out: 'run', stopped: true });
  // No terminal, no line that redraws itself.
  expect(notes).not.toMatch(/[\r\u001b]/);
  expect((await jssl('knn', 'run')).code).toBe(0);
});

test('SIGTERM ends it with code 143, and it goes on to the numbers of a run that was never stopped', async () => {
  const settings = ['--epochs', '3', '--k', '3'];
  const { code, notes } = await stoppedJssl(train(...settings, '--out', 'stopped'), {
    at: /^epoch +1\//,
    signal: 'SIGTERM',
  });
  expect(notes).toContain('stopped; resume with: jssl train --resume stopped');
  expect(code).toBe(143);
  const resumed = await jssl('train', '--resume', 'stopped');
  expect(resumed).toMatchObject({ code: 0 });
  await jssl(...train(...settings, '--out', 'whole'));
  const [one, other] = ['stopped', 'whole'].map((run) => readFileSync(`${run}/last.safetensors`));
  expect(one?.equals(other ?? new Uint8Array())).toBe(true);
  expect(await jssl('train', '--resume', 'stopped')).toMatchObject({
    code: 2,
    notes: expect.stringMatching(
      /\njssl: --epochs must be above 3 to continue the run in stopped, which is complete, got 3$/,
    ) as string,
  });
  expect(await jssl('train', '--resume', 'stopped', '--out', 'x')).toMatchObject({
    code: 2,
    notes:
      'jssl: --resume continues in the folder of the run: leave --out, --force and --init-from out',
  });
});

test('help loads no TensorFlow, a command that computes does', async () => {
  const commands = [['data', 'list'], ['engine', 'status'], ['frobnicate'], ['train', '--help']];
  // In one process: what one of them loads stays.
  const after = `for (const argv of ${JSON.stringify(commands)}) {
      await main(argv);
      console.error(argv.join(' '), '_tfengine' in globalThis);
    }`;
  const { notes } = await spawnJssl(['--help'], { after });
  expect(notes.match(/^.* (true|false)$/gm)).toEqual([
    ...['data list false', 'engine status false', 'frobnicate false', 'train --help true'],
  ]);
});

test.each([
  ['webgl', /^jssl: JSSL_BACKEND must be one of native, wasm, cpu, gpu, got webgl\n$/],
  [
    'gpu',
    /^jssl: the native engine is not installed; (nvidia-smi shows no GPU: .*|run: jssl engine install --gpu .*)\n$/,
  ],
  [
    'native',
    /^jssl: the native engine is not installed; run: jssl engine install \(in code: installEngine\(\)\)\n$/,
  ],
])('JSSL_BACKEND=%s, which is not there, ends with code 2 and no other', async (name, sentence) => {
  const before = readdirSync('.');
  const env = { JSSL_BACKEND: name, JSSL_CACHE: 'no-engine' };
  const { code, out, notes } = await spawnJssl(train('--out', 'never'), { env });
  expect(notes).toMatch(sentence);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(readdirSync('.')).toEqual(before);
});

test('a result that cannot be written is a failure, in one sentence', async () => {
  const readOnly = openSync('images/red/0.png', 'r');
  const { code, notes } = await spawnJssl(['data', 'list'], { stdout: readOnly });
  closeSync(readOnly);
  expect(notes).toMatch(/^jssl: the result could not be written to standard output: EBADF.*\n$/);
  expect(code).toBe(1);
});

test('WebAssembly trains', async () => {
  const env = { JSSL_BACKEND: 'wasm' };
  const { code, notes } = await spawnJssl(train('--out', 'by-wasm'), { env });
  expect(notes).toMatch(/^epoch 1\/1 {2}loss \d+\.\d{4} /m);
  expect(code).toBe(0);
  expect(existsSync('by-wasm/last.safetensors')).toBe(true);
});
