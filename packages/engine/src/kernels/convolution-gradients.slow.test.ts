import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { sourceHooks } from '@jssl/testing';

import type { ConvolutionError } from '../fixtures/convolution-errors.js';

/**
 * What TensorFlow computes with: oneDNN as JSSL turns it on, and Eigen, where somebody turns it off. oneDNN's
 * limit on instruction sets lets a processor with AVX-512 take the kernels of one without.
 */
const settings = [
  ['oneDNN', { TF_ENABLE_ONEDNN_OPTS: '1' }],
  ['oneDNN with AVX2', { TF_ENABLE_ONEDNN_OPTS: '1', ONEDNN_MAX_CPU_ISA: 'AVX2' }],
  ['Eigen', { TF_ENABLE_ONEDNN_OPTS: '0' }],
] as const;

test.each(settings)('convolutions and their gradients are those of float64: %s', (_, env) => {
  if (tf.getBackend() !== 'tensorflow') return;
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--conditions=@jssl/source',
      '--import',
      sourceHooks,
      join(__dirname, '../fixtures/convolution-errors.ts'),
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: undefined, ...env },
      maxBuffer: 2 ** 26,
    },
  );
  // What breaks the heap ends the process.
  expect([status, signal, stderr]).toEqual([0, null, '']);
  const errors = JSON.parse(stdout) as ConvolutionError[];
  expect(errors).toHaveLength(104 * 2 * 3);
  expect(errors.filter(({ error }) => !(error <= 1))).toEqual([]);
});
