import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { imageNames, makeImages } from './fixtures/make-images.js';
import { jssl } from './fixtures/run-jssl.js';
import { smallTraining } from './fixtures/small-training.js';
import { useWorkplace } from './fixtures/use-workplace.js';

useWorkplace();
beforeAll(() => makeImages('photos', imageNames(10, 'blue', 'red')));

test('the commands of the README run, on few images and with small settings', async () => {
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const lines = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.trim().split('\n'))
    .filter((line) => line.startsWith('jssl '));
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    const argv = line.split(' ').slice(1);
    // The last of two equal flags counts; what downloads is only looked up.
    if (argv[0] === 'train') argv.push(...smallTraining);
    if (argv[0] === 'engine') argv.push('--help');
    const { code, notes } = await jssl(...argv);
    expect({ line, code, notes }).toMatchObject({ line, code: 0 });
  }
});
