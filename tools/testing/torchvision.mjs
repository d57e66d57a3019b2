/**
 * Checks that weights can be exchanged with torchvision: loads JSSL's weights into torchvision's ResNets with
 * the code in the exported README, and torchvision's into JSSL, and compares the features of the same images.
 * Also runs the exported ONNX file with Python's onnxruntime.
 *
 * Usage: node tools/testing/torchvision.mjs [PYTHON]
 * PYTHON needs torch, torchvision, safetensors and onnxruntime: python3 -m venv V && V/bin/pip install torch==2.9.1
 * torchvision==0.24.1 safetensors onnxruntime
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromPackage, tf } from '../measurement/from-package.mjs';

const { loadEngine } = await fromPackage('engine');
await loadEngine();
const { keyedRandom } = await fromPackage('augment');
const resnet = await fromPackage('resnet');
const { exportFiles } = await fromPackage('export');
const [python = 'python3'] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

const cases = [
  { depth: 18, width: 64, stem: 'small', size: 32 },
  { depth: 18, width: 64, stem: 'imagenet', size: 64 },
  { depth: 34, width: 16, stem: 'small', size: 32 },
  { depth: 50, width: 64, stem: 'imagenet', size: 64 },
  { depth: 101, width: 16, stem: 'small', size: 16 },
  { depth: 152, width: 16, stem: 'imagenet', size: 64 },
];

/** An encoder whose batch norms are not those of the beginning. */
function randomEncoder(config, random) {
  const encoder = resnet.createEncoder({ ...resnet.defaultEncoderConfig, ...config }, random);
  for (const variable of Object.values({ ...encoder.parameters, ...encoder.statistics })) {
    if (variable.rank !== 1) continue;
    variable.assign(tf.tensor1d(variable.dataSync().map((value) => value + 0.2 * random() + 0.05)));
  }
  return encoder;
}

const worst = (a, b) => a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);
const tensor = (data, shape) => ({ data: Float32Array.from(data), shape });

function featuresOf(encoder, values, shape, { mean, std }) {
  const images = tf.transpose(tf.tensor4d(values, shape), [0, 2, 3, 1]);
  const normalized = tf.div(tf.sub(images, tf.tensor1d(mean)), tf.tensor1d(std));
  const { feature, rawFeature } = resnet.encodeFeature(encoder, normalized);
  return { feature: feature.dataSync(), raw: rawFeature.dataSync(), shape: rawFeature.shape };
}

const folder = mkdtempSync(join(tmpdir(), 'jssl-torchvision-'));
console.log('| network | JSSL in torchvision | torchvision in JSSL | ONNX in onnxruntime |');
console.log('| --- | --- | --- | --- |');
let failed = false;
for (const [index, { size, ...config }] of cases.entries()) {
  const random = keyedRandom(7, index);
  const encoder = randomEncoder(config, random);
  const input = { size, mean: [0.49, 0.48, 0.45], std: [0.2, 0.21, 0.22] };
  const work = join(folder, String(index));
  mkdirSync(work);
  for (const format of /** @type {const} */ (['onnx', 'safetensors'])) {
    for (const [name, content] of Object.entries(exportFiles(encoder, input, { format }))) {
      writeFileSync(join(work, name), content);
    }
  }
  const shape = [4, 3, size, size];
  const values = Float32Array.from({ length: 4 * 3 * size * size }, random);
  writeFileSync(
    join(work, 'images.safetensors'),
    resnet.encodeSafetensors({ images: tensor(values, shape) }),
  );
  execFileSync(python, [join(here, 'torchvision_features.py')], { cwd: work, stdio: 'inherit' });
  const { tensors: theirs } = resnet.decodeSafetensors(
    readFileSync(join(work, 'theirs.safetensors')),
  );
  const ours = featuresOf(encoder, values, shape, input);
  // torchvision's own weights, the heads left as they are.
  const { tensors: weights } = resnet.decodeSafetensors(
    readFileSync(join(work, 'torchvision.safetensors')),
  );
  resnet.loadStateDict(encoder, { ...resnet.stateDict(encoder), ...weights });
  const loaded = featuresOf(encoder, values, shape, input);
  const scale = (data) => Math.max(...data.map(Math.abs));
  const differences = [
    worst(ours.raw, theirs.feature.data) / scale(ours.raw),
    worst(loaded.raw, theirs.own_feature.data) / scale(loaded.raw),
    worst(ours.feature, theirs.onnx_feature.data),
  ];
  failed ||= !differences.every((difference) => difference < 1e-4);
  const label = `ResNet-${config.depth}, width ${config.width}, ${config.stem} stem`;
  console.log(`| ${[label, ...differences.map((value) => value.toExponential(1))].join(' | ')} |`);
  encoder.dispose();
}
rmSync(folder, { recursive: true });
if (failed) {
  console.error('torchvision: a difference is above 1e-4');
  process.exit(1);
}
