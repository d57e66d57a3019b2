import { inGroup } from '@jssl/settings';
import { trainSettings, type PresetName, type TrainConfig } from '@jssl/trainer';
import { presetSetting, readSettingsFile } from '@jssl/workflows';
import type { Command } from 'commander';

import { addSettingFlags, typedSettings } from '../../arguments/setting-flags.js';

/** The heading of the options that most people need. */
export const COMMON = 'Common:';

const { arch, imageSize, epochs, ...others } = trainSettings;
/** In the order of the help: settings of the first heading, then those of the others. */
const table = {
  ...inGroup('Common', { preset: presetSetting, arch, imageSize, epochs }),
  ...others,
};

/** Adds the settings of a training run to a command, each with its default, `--preset` and `--config`. */
export function addTrainOptions(command: Command): Command {
  command
    .optionsGroup(COMMON)
    .option(
      '--config <file>',
      'settings file, made by jssl init; flags override it (default: none)',
    )
    .optionsGroup('');
  return addSettingFlags(command, table);
}

/**
 * The settings that were typed or that the `--config` file has, and the preset they are based on.
 * @throws InputError if the file has unknown settings or invalid values.
 */
export function trainOptions(command: Command): {
  readonly settings: Partial<TrainConfig>;
  /** Undefined if there is none, which is `original`. */
  readonly preset: PresetName | undefined;
} {
  const { config } = command.opts<{ config?: string }>();
  const file = config === undefined ? { settings: {} } : readSettingsFile(config);
  const { preset = file.preset, ...typed } = typedSettings(command, table);
  return { settings: { ...file.settings, ...typed }, preset: preset as PresetName | undefined };
}
