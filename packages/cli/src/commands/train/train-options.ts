import { presets, trainSettings, type PresetName, type TrainConfig } from '@jssl/trainer';
import { Option, type Command } from 'commander';

import { addSettingFlags, typedSettings } from '../../arguments/setting-flags.js';

/** Adds the settings of a training run to a command, each with its default, and `--preset`. */
export function addTrainOptions(command: Command): Command {
  command.addOption(
    new Option(
      '--preset <name>',
      "settings to start from: small-data (up to about 100,000 images and tens of epochs: M 4096, momentum 0.99, temperature 0.1, cosine) or original (the paper's)",
    )
      .choices(Object.keys(presets))
      .default('original'),
  );
  return addSettingFlags(command, trainSettings);
}

/** The settings that were typed, and the preset that they change. */
export function trainOptions(command: Command): {
  readonly settings: Partial<TrainConfig>;
  readonly preset: PresetName;
} {
  const { preset } = command.opts<{ preset: PresetName }>();
  return { settings: typedSettings(command, trainSettings), preset };
}
