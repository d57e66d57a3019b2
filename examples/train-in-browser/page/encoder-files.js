import { exportFiles } from '@jssl/export';
import { encodeEncoderFile } from '@jssl/features/browser';
import { createEncoder, loadStateDict, stateDictAsync } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';
import { zipSync } from 'fflate';

import { startWebAssembly } from './start-backend.js';

/**
 * The encoder as a file to download.
 * @param format 'jssl': a weights file of JSSL, safetensors with a description; 'tfjs': a zip with the graph model that
 * the browser-search example loads; 'onnx': a zip.
 * @returns its name and bytes.
 */
export async function encoderFile(format, { learner, views }) {
  const { config } = learner.encoder;
  const tensors = await stateDictAsync(learner.encoder);
  if (format === 'jssl') {
    return { name: 'encoder.safetensors', bytes: encodeEncoderFile(tensors, { config, views }) };
  }
  const files = await onProcessor(() => {
    const copy = createEncoder(config, () => 0.5, { trainable: false });
    try {
      loadStateDict(copy, tensors);
      const { size, mean, std } = views;
      return exportFiles(copy, { size, mean, std }, { format });
    } finally {
      copy.dispose();
    }
  });
  const entries = Object.entries(files).map(([name, content]) => [`encoder/${name}`, content]);
  return { name: `encoder-${format}.zip`, bytes: zipSync(Object.fromEntries(entries)) };
}

/** Runs something that reads tensors synchronously, which a GPU cannot. */
async function onProcessor(run) {
  const backend = tf.getBackend();
  if (backend !== 'webgpu') return run();
  await startWebAssembly();
  try {
    return run();
  } finally {
    await tf.setBackend(backend);
  }
}
