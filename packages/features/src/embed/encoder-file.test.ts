import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultViewOptions } from '@jssl/augment';
import { createEncoder, defaultEncoderConfig, encodeSafetensors, stateDict } from '@jssl/resnet';
import { InputError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import { describeImport } from './describe-import.js';
import { describeEncoder } from './describe-encoder.js';
import { inspectEncoder, loadEncoder } from './encoder-file.js';

const config = { ...defaultEncoderConfig, depth: 18, width: 2, headWidth: 4 } as const;
const views = { ...defaultViewOptions, size: 24 };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-encoder-'));
  file = join(folder, 'last.safetensors');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a weights file whose metadata are changed. */
function write(change: Record<string, string> = {}) {
  const encoder = createEncoder(config, randomStream(0, 'weights'));
  const metadata = { ...describeEncoder(config, views), ...change };
  writeFileSync(file, encodeSafetensors(stateDict(encoder), metadata));
  return encoder;
}

function messageOf(path: string, which?: 'best'): string {
  const before = tf.memory().numTensors;
  try {
    loadEncoder(path, which);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(tf.memory().numTensors).toBe(before);
    return (error as Error).message;
  }
  return '';
}

test('an encoder comes back from its run folder and from its file', () => {
  const encoder = write();
  for (const path of [folder, file]) {
    const loaded = loadEncoder(path);
    expect(loaded.encoder.config).toEqual(config);
    expect(stateDict(loaded.encoder)).toEqual(stateDict(encoder));
    expect(loaded.views).toEqual(views);
    expect(loaded.file).toBe(file);
  }
});

test('a missing file says what to pass', () => {
  const nowhere = join(folder, 'nowhere');
  expect(messageOf(nowhere)).toBe(
    `there is no run folder or weights file at ${nowhere}; pass the folder of a training run, a weights file, or small for the encoder that comes with JSSL`,
  );
  expect(messageOf(folder)).toBe(
    `${folder} has no last.safetensors; pass the folder of a training run that has finished its first epoch`,
  );
  expect(messageOf(folder, 'best')).toMatch(/ has no best\.safetensors; pass the folder of/);
  write();
  expect(messageOf(folder, 'best')).toBe(
    `${folder} has no best.safetensors, which is only written with a kNN evaluation; use the last weights`,
  );
});

test('a file that is cut anywhere asks for another copy', () => {
  write();
  const bytes = readFileSync(file);
  for (const length of [0, 7, 100, bytes.length - 4]) {
    writeFileSync(file, bytes.subarray(0, length));
    const message = messageOf(folder);
    expect(message.startsWith(`${file} cannot be read as safetensors: `)).toBe(true);
    expect(message.endsWith('; use another copy of it')).toBe(true);
  }
});

test('a folder in its place cannot be read', () => {
  mkdirSync(file);
  expect(messageOf(folder)).toMatch(
    /last\.safetensors is a folder, which cannot be read as a file; pass a file$/,
  );
});

test('a ResNet of torchvision is an encoder with the views of its authors, whatever its heads', () => {
  const encoder = createEncoder(config, randomStream(3, 'weights'));
  const backbone = stateDict(encoder, { heads: false });
  writeFileSync(file, encodeSafetensors(backbone, { format: 'pt' }));
  const loaded = loadEncoder(file);
  expect(loaded.hasHeads).toBe(false);
  expect(stateDict(loaded.encoder, { heads: false })).toEqual(backbone);
  // The 3x3 stem is for small images.
  expect(loaded.views).toMatchObject({ size: 32, mean: [0.485, 0.456, 0.406] });
  expect(loaded.imported).toEqual({ origin: 'torchvision', matched: 100, leftOut: [] });
  const head = loaded.encoder.parameters['head_p.0.weight']?.dataSync() ?? [];
  expect(new Set(head).size).toBeGreaterThan(100);
});

test('the original’s encoder is read with its heads and its views', () => {
  const encoder = createEncoder(config, randomStream(3, 'weights'));
  const places = { conv1: 'f.0', bn1: 'f.1', layer: 'f', head_p: 'gp', head_n: 'gn' };
  const original = Object.entries(stateDict(encoder)).map(([name, tensor]) => [
    name
      .replace(/^layer(\d)/, (_, stage: string) => `f.${Number(stage) + 2}`)
      .replace(/^(conv1|bn1|head_p|head_n)/, (part) => places[part as keyof typeof places]),
    tensor,
  ]);
  writeFileSync(
    file,
    encodeSafetensors(Object.fromEntries(original) as Parameters<typeof encodeSafetensors>[0], {
      format: 'pt',
    }),
  );
  const loaded = loadEncoder(file);
  expect(loaded.hasHeads).toBe(true);
  expect(loaded.encoder.config).toMatchObject({ depth: 18, width: 2, headWidth: 4 });
  expect(stateDict(loaded.encoder)).toEqual(stateDict(encoder));
  expect(loaded.views).toEqual({ ...defaultViewOptions, size: 64 });
});

test('safetensors of something else are refused', () => {
  writeFileSync(file, encodeSafetensors({}, { format: 'pt' }));
  expect(messageOf(file)).toBe(
    `${file} is neither a JSSL encoder (its metadata has no format jssl-encoder-1) nor a PyTorch ResNet; pass the folder of a training run, or the weights of a plain ResNet-18, 34, 50, 101 or 152`,
  );
  const gray = createEncoder({ ...config, inChannels: 1 }, randomStream(3, 'weights'));
  writeFileSync(file, encodeSafetensors(stateDict(gray), { format: 'pt' }));
  expect(messageOf(file)).toBe(
    `${file} is a PyTorch ResNet for images with 1 channels, whose normalization is unknown; pass one for color images`,
  );
});

test.each([
  [{ encoder: '{' }, /describes its encoder in damaged JSON; use another copy of it$/],
  [
    { views: '{"size":1000000}' },
    /damaged JSON \(views\.size must be a whole number from 1 to 4096\); use/,
  ],
  [{ views: '' }, /describes its encoder in damaged JSON; use another copy of it$/],
  [
    { encoder: '{"depth": 20}' },
    /does not hold the encoder that it describes: loadStateDict: depth must be .*; use another copy of it$/,
  ],
  [
    { encoder: '{"width": "wide"}' },
    /does not hold the encoder that it describes: loadStateDict: width must be .*; use another copy of it$/,
  ],
  [
    // Of 4 TB, had it been made before it is compared.
    { encoder: '{"depth": 18, "width": 1000000}' },
    /does not hold the encoder that it describes: loadStateDict: conv1\.weight must be \[1000000, 3, 3, 3\]/,
  ],
])('a description %j that does not fit is refused', (change, message) => {
  write(change);
  expect(messageOf(file)).toMatch(message);
});

test('what a file of another program held is told, and its classifier left out', () => {
  const encoder = createEncoder({ ...config, stem: 'imagenet' }, randomStream(3, 'weights'));
  const dict = stateDict(encoder, { heads: false });
  const classifier = { shape: [2], data: new Float32Array(2) };
  const bytes = encodeSafetensors({ ...dict, 'fc.bias': classifier }, { format: 'pt' });
  writeFileSync(file, bytes);
  const { imported, views: prepared } = loadEncoder(file);
  expect(prepared.size).toBe(224);
  expect(imported).toEqual({ origin: 'torchvision', matched: 100, leftOut: ['fc.bias'] });
  expect(describeImport(inspectEncoder(file))).toBe(
    `${file} is a ResNet-18 of width 2 with the 7x7 stem and torchvision's names: all 100 tensors of an encoder were found, 1 was left out (fc.bias); its heads start from random weights; images are prepared as 224x224 with ImageNet's mean and standard deviation`,
  );
  write();
  expect(describeImport(inspectEncoder(file))).toBeUndefined();
});

test('a network that looks like a ResNet but is another one is refused', () => {
  const dict = stateDict(createEncoder(config, randomStream(3, 'weights')), { heads: false });
  const { 'layer1.0.bn1.bias': _, ...rest } = dict;
  writeFileSync(file, encodeSafetensors(rest, { format: 'pt' }));
  expect(messageOf(file)).toBe(
    `${file} looks like a ResNet-18 but is another network: layer1.0.bn1.bias is missing; pass a plain ResNet-18, 34, 50, 101 or 152`,
  );
});

test.each([
  ['a zip archive', [0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0]],
  ['a pickle', [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9]],
])('%s of torch.save is refused with the line that converts it', (_, bytes) => {
  const saved = join(folder, 'resnet.v1.pth');
  writeFileSync(saved, Uint8Array.from(bytes));
  const message = messageOf(saved);
  expect(message).toContain('is a file of torch.save, which can run programs when it is opened; ');
  expect(message).toContain(`python3 -c 'import torch; `);
  expect(message).toContain(`torch.load("${saved}", map_location="cpu", weights_only=True)`);
  expect(message).toContain(`"${join(folder, 'resnet.v1')}.safetensors")'`);
});

test('an ONNX model that is no ResNet is refused', () => {
  writeFileSync(file, Uint8Array.of(0x08, 8, 0x3a, 0));
  expect(messageOf(file)).toBe(
    `${file} cannot be read as an ONNX model of a ResNet: the file is no ONNX model: it has no graph; pass safetensors, or a model of torchvision's or timm's ResNet`,
  );
});
