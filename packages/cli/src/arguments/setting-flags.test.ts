import { choice, flag, number, numbers, whole } from '@jssl/settings';
import { Command } from 'commander';

import { addSettingFlags, typedSettings } from './setting-flags.js';

const table = {
  batchSize: whole({ initial: 256, least: 1, required: 'at least 1', help: 'images in a batch' }),
  stem: choice(['small', 'imagenet'], { initial: 'small', help: 'first layer', group: 'Model' }),
  cropScale: numbers({ initial: [0.08, 1], count: 2, required: 'two', help: 'area of a crop' }),
  limit: number({
    ...{
      initial: undefined,
      required: 'a number',
      help: 'images',
      defaultText: 'all, or {batchSize}',
    },
  }),
  syncBn: flag({ initial: false, help: 'batch norm over all ranks' }),
  validation: flag({ initial: true, help: 'use validation images' }),
};

function parsed(...argv: string[]) {
  const command = addSettingFlags(new Command().exitOverride(), table);
  command.configureOutput({ writeErr: () => undefined });
  command.parse(argv, { from: 'user' });
  return { typed: typedSettings(command, table), help: command.helpInformation() };
}

test('what was typed is read as the kind of its setting; the rest is absent', () => {
  expect(parsed().typed).toEqual({});
  const flags = ['--batch-size', '256', '--stem', 'imagenet', '--crop-scale', '0.2,1'];
  expect(parsed(...flags, '--sync-bn', '--no-validation').typed).toEqual({
    ...{ batchSize: 256, stem: 'imagenet', cropScale: [0.2, 1], syncBn: true, validation: false },
  });
  expect(() => parsed('--batch-size', 'many')).toThrow(
    "option '--batch-size <count>' argument 'many' is invalid. It must be a number.",
  );
});

test('the help has groups, choices and defaults', () => {
  const help = parsed().help.replaceAll(/ +/g, ' ').replaceAll('\n ', '\n');
  expect(help).toContain('--batch-size <count> images in a batch (default: 256)\n');
  expect(help).toContain('\nModel:\n--stem <name> first layer: small, imagenet (default: small)');
  expect(help).toContain('--crop-scale <numbers> area of a crop (default: 0.08,1)\n');
  expect(help).toContain('--limit <number> images (default: all, or --batch-size)\n');
  expect(help).toContain('--sync-bn batch norm over all ranks\n');
  expect(help).toContain('--no-validation do not use validation images\n');
});
