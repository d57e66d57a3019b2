import { cpSync, existsSync, readFileSync } from 'node:fs';

import { imageNames, makeImages } from './fixtures/make-images.js';
import { jssl } from './fixtures/run-jssl.js';
import { smallTraining } from './fixtures/small-training.js';
import { spawnRanks } from './fixtures/spawn-ranks.js';
import { useWorkplace } from './fixtures/use-workplace.js';

useWorkplace();
// Winograd's rounding depends on the size of a batch, of which each rank has a part.
process.env['JSSL_CONVOLUTION'] = 'direct';
beforeAll(() => makeImages('images', imageNames(10, 'blue', 'red')));

const train = (...settings: string[]) => ['train', 'images', ...smallTraining, ...settings];
const onBoth = (argv: readonly string[]) => [argv, argv];

/** The numbers of an epoch that do not tell of time and memory. */
function epochsOf(run: string): Record<string, number>[] {
  const lines = readFileSync(`${run}/metrics.jsonl`, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const metrics = Object.entries(JSON.parse(line) as Record<string, unknown>);
    const numbers = metrics.filter(
      ([name, value]) =>
        typeof value === 'number' && !/Seconds|Second|Share|Megabytes|numTensors/.test(name),
    );
    return Object.fromEntries(numbers) as Record<string, number>;
  });
}

/** Expects epochs of the same measures, each the same to what rounding grows to in four steps. */
function expectSameEpochs(run: string, expected: string): void {
  const [epochs, others] = [epochsOf(run), epochsOf(expected)];
  expect(epochs).toHaveLength(others.length);
  others.forEach((other, at) => {
    const epoch = epochs[at] ?? {};
    expect(Object.keys(epoch)).toEqual(Object.keys(other));
    for (const [name, value] of Object.entries(other)) {
      const difference = Math.abs((epoch[name] ?? NaN) - value) / Math.max(1, Math.abs(value));
      expect({ name, difference, isSame: difference < 2e-4 }).toMatchObject({ isSame: true });
    }
  });
}

test('2 ranks train and embed to the numbers of one process; a run goes on in either', async () => {
  const settings = ['--sync-bn', '--k', '3', '--epochs', '1', '--out'];
  const toTwo = (run: string) => ['train', '--resume', run, '--epochs', '2', '--no-report'];
  const both = await spawnRanks(onBoth(train(...settings, 'both')));
  // One rank tells.
  expect(both.notes.match(/^epoch 1\/1 /gm)).toHaveLength(1);
  expect(both.code).toBe(0);
  await jssl(...train(...settings, 'one'));
  expectSameEpochs('both', 'one');
  expect(existsSync('both/lock')).toBe(false);

  cpSync('one', 'whole', { recursive: true });
  await jssl(...toTwo('whole'));
  await jssl(...toTwo('both'));
  expectSameEpochs('both', 'whole');
  expect(await spawnRanks(onBoth(toTwo('one')))).toMatchObject({ code: 0 });
  expectSameEpochs('one', 'whole');

  const embed = ['embed', 'whole', 'images', '--format', 'jsonl', '--out'];
  expect(await spawnRanks(onBoth([...embed, 'both.jsonl']))).toMatchObject({ code: 0 });
  await jssl(...embed, 'one.jsonl');
  const [rows, expected] = ['both.jsonl', 'one.jsonl'].map((file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; features: number[] }),
  );
  expect(rows?.map(({ name }) => name)).toEqual(expected?.map(({ name }) => name));
  expected?.forEach(({ features }, at) => {
    features.forEach((value, column) => {
      expect(Math.abs((rows?.[at]?.features[column] ?? NaN) - value)).toBeLessThan(1e-6);
    });
  });
});

/** As on a machine that has much else to do. */
const rank0IsSlowToTell = `
  if (process.env.OMPI_COMM_WORLD_RANK === '0') {
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (...text) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
      return write(...text);
    };
  }`;

test('what cannot work is told once, before anything is written', async () => {
  const other = await spawnRanks([
    train('--lr', '0.01', '--out', 'never'),
    train('--lr', '0.02', '--out', 'never'),
  ]);
  expect(other.notes).toContain(
    'jssl: --lr must be the same on all ranks, got 0.01 on rank 0 and 0.02 on rank 1\n',
  );
  const uneven = await spawnRanks(onBoth(train('--batch-size', '9', '--out', 'never')), {
    beside: rank0IsSlowToTell,
  });
  expect(uneven.notes.match(/jssl: --batch-size must be divisible by 2 ranks/g)).toHaveLength(1);
  const knn = await spawnRanks(onBoth(['knn', 'whole']));
  // Before they are a job, another rank tells it where the first is slow to.
  expect(knn.notes).toMatch(/^jssl: (rank 1: )?jssl knn runs in one process/m);
  for (const { code } of [other, uneven, knn]) expect(code).toBe(2);
  expect(existsSync('never')).toBe(false);
});

// No rank counts as hanging, however slow the machine is.
const endless = ['--epochs', '100000', '--eval-every', '0', '--hang-seconds', '600'];

/** What one rank does, beside its training, once there is a checkpoint. */
const onceSaved = (run: string, action: string) => `
  if (process.env.OMPI_COMM_WORLD_RANK === '1') {
    const { existsSync } = await import('node:fs');
    const look = setInterval(() => {
      if (!existsSync('${run}/checkpoint/current.json')) return;
      clearInterval(look);
      ${action};
    }, 20);
  }`;

test('a stop of one rank stops all, with a checkpoint', async () => {
  // As a scheduler tells the processes of a machine that it takes away.
  const beside = onceSaved('stopped', "process.kill(process.pid, 'SIGINT')");
  const { notes } = await spawnRanks(onBoth(train(...endless, '--out', 'stopped')), {
    beside,
  });
  expect(notes).toContain('jssl: stopped; resume with: jssl train --resume stopped\n');
  const { epoch } = epochsOf('stopped').at(-1) ?? {};
  const onward = ['--resume', 'stopped', '--epochs', `${(epoch ?? NaN) + 1}`, '--no-report'];
  expect(await jssl('train', ...onward)).toMatchObject({ code: 0 });
});

test('a rank that fails ends the job, and is named; the checkpoint is intact', async () => {
  const beside = onceSaved('fails', "throw new Error('a fault of the test')");
  const { code, notes } = await spawnRanks(onBoth(train(...endless, '--out', 'fails')), { beside });
  expect(notes).toMatch(/^rank 1 of 2: Error: a fault of the test/m);
  expect(code).not.toBe(0);
  // An epoch may be in the checkpoint and not yet in the metrics.
  const epochs = String(epochsOf('fails').length + 2);
  const onward = await jssl('train', '--resume', 'fails', '--epochs', epochs, '--no-report');
  expect(onward.notes).toContain(`epoch ${epochs}/${epochs} `);
});
