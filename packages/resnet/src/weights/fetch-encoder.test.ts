import * as tf from '@tensorflow/tfjs-core';

import { randomFrom, tiny } from '../fixtures/tiny-encoder.js';
import { createEncoder, encodeSafetensors, fetchEncoder, stateDict } from '../index.js';

const urlOf = (bytes: Uint8Array) =>
  `data:application/octet-stream;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;

// These tests also run in a page, where there is no jest.
const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

test('JSSL’s weights files say how to prepare images', async () => {
  const trained = createEncoder(tiny, randomFrom(1));
  const views = JSON.stringify({ size: 24, mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.1], flip: 1 });
  const before = tf.memory().numTensors;
  const { encoder, ...rest } = await fetchEncoder(
    urlOf(encodeSafetensors(stateDict(trained), { format: 'jssl-encoder-1', views })),
  );
  expect(rest).toEqual({
    hasHeads: true,
    size: 24,
    normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.1] },
  });
  expect(encoder.config).toEqual(tiny);
  expect(stateDict(encoder)).toEqual(stateDict(trained));
  expect(Object.values(encoder.parameters).some(({ trainable }) => trainable)).toBe(false);
  encoder.dispose();
  expect(tf.memory().numTensors).toBe(before);
  trained.dispose();
});

test('a backbone has no heads, and its file may say nothing of images; it can be trained further', async () => {
  const trained = createEncoder(tiny, randomFrom(1));
  const tensors = stateDict(trained, { heads: false });
  const url = urlOf(
    encodeSafetensors({ ...tensors, 'fc.bias': { shape: [1], data: new Float32Array(1) } }),
  );
  const { encoder, ...rest } = await fetchEncoder(new URL(url), {
    trainable: true,
    random: randomFrom(2),
  });
  expect(rest).toEqual({ hasHeads: false, size: undefined, normalization: undefined });
  expect(stateDict(encoder, { heads: false })).toEqual(tensors);
  expect(Object.values(encoder.parameters).every(({ trainable }) => trainable)).toBe(true);
  expect(new Set(stateDict(encoder)['head_p.0.weight']?.data).size).toBeGreaterThan(10);
  encoder.dispose();
  trained.dispose();
});

test.each([
  ['{"size":1.5,"mean":"0","std":[]}'],
  ['null'],
  ['{"size":-8,"mean":[0],"std":[0]}'],
  ['{"size":"8","mean":[null],"std":[1]}'],
])('views %s say nothing', async (views) => {
  const trained = createEncoder(tiny, randomFrom(1));
  const url = urlOf(encodeSafetensors(stateDict(trained), { views }));
  const { encoder, size, normalization } = await fetchEncoder(url);
  expect([size, normalization]).toEqual([undefined, undefined]);
  encoder.dispose();
  trained.dispose();
});

test('a page or a server that is not there, and files of something else, are refused in a sentence', async () => {
  const before = tf.memory().numTensors;
  const text = (content: string) => new TextEncoder().encode(content);
  const other = { 'a.weight': { shape: [1], data: Float32Array.of(1) } };
  for (const [bytes, reason] of [
    [text('<!doctype html><title>Not found</title>'), /: the header /],
    [new Uint8Array(3), ': a file must have at least 8 bytes, got 3'],
    [Uint8Array.of(8, 7, 18, 0), /: the file is no ONNX model/],
    [encodeSafetensors(other), ': the tensors must be those of a ResNet-18, 34, 50, 101 or 152'],
    [encodeSafetensors(other, { views: '{' }), /holds no ResNet that can be read: /],
  ] as const) {
    const fetched = fetchEncoder(urlOf(bytes));
    await expect(fetched).rejects.toThrow(reason);
    await expect(fetched).rejects.toThrow(/^fetchEncoder: data:application\/octet-stream;base64,/);
  }
  const trained = createEncoder(tiny, randomFrom(1));
  const { 'bn1.bias': _, ...lacking } = stateDict(trained);
  trained.dispose();
  await expect(fetchEncoder(urlOf(encodeSafetensors(lacking)))).rejects.toThrow(
    /^fetchEncoder: data:application\/octet-stream;base64,\w+…? holds no ResNet that can be read: bn1.bias is missing$/,
  );
  const answers = [
    new Response('', { status: 404, statusText: 'Not Found' }),
    new Response('', { status: 503 }),
  ];
  globalThis.fetch = async () => answers.shift() ?? Promise.reject(new TypeError('fetch failed'));
  const from = 'https://example.org/encoder.safetensors';
  await expect(fetchEncoder(from)).rejects.toThrow(
    new Error(`fetchEncoder: ${from} cannot be fetched: the server answers 404 Not Found`),
  );
  await expect(fetchEncoder(from)).rejects.toThrow(
    new Error(`fetchEncoder: ${from} cannot be fetched: the server answers 503`),
  );
  await expect(fetchEncoder(from)).rejects.toThrow(
    `fetchEncoder: ${from} cannot be fetched; check the address, and whether its server allows this page to read it`,
  );
  expect(tf.memory().numTensors).toBe(before);
});

test('it is aborted by its signal', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(fetchEncoder('data:,', { signal })).rejects.toThrow('enough');
});
