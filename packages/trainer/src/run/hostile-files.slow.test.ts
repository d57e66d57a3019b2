import { loadEncoder } from '@jssl/features';
import {
  checkpointClaims,
  checkpointFormat,
  configFormat,
  encoderFormat,
  expectGoodOrRefused,
} from '@jssl/testing';

import { checkpointState } from '../loop/checkpoint-state.js';
import { defaultTrainConfig } from '../settings/train-settings.js';
import { readCheckpoint } from './checkpoint-file.js';
import { readRunConfig } from './run-config.js';

test.each([
  checkpointFormat({ readCheckpoint }),
  checkpointClaims({ checkpointState }),
  configFormat({ readRunConfig, defaultTrainConfig }),
  encoderFormat({ loadEncoder }),
])('damaged files of the format $name are read well or refused in a sentence', async (format) => {
  await expectGoodOrRefused(format, 300);
});
