import { defaultTrainConfig, trainSettings } from '@jssl/trainer';
import { Command } from 'commander';

import { repeatedCommand } from './repeated-command.js';
import { addSettingFlags } from './setting-flags.js';

test('the settings are written out, other options are as typed', () => {
  const command = new Command('train')
    .argument('[data]')
    .option('--minutes <n>')
    .option('--out <folder>')
    .option('--no-report')
    .option('--no-tensorboard')
    .option('--stop-on-collapse')
    .option('--labels <file>')
    .option('--format <format>', '', 'folder');
  addSettingFlags(command, trainSettings);
  const words = ['my photos', '--minutes', '5', '--out', 'run', '--no-report', '--epochs', '3'];
  command.parse([...words, '--stop-on-collapse', '--labels', "a'b.csv"], { from: 'user' });
  const config = { ...defaultTrainConfig, epochs: 3, temperature: 0.05, syncBn: true, k: 7 };
  expect(repeatedCommand(command, config)).toBe(
    String.raw`jssl train 'my photos' --no-report --stop-on-collapse --labels 'a'\''b.csv' ` +
      '--preset original --temperature 0.05 --sync-bn --epochs 3 --k 7',
  );
});
