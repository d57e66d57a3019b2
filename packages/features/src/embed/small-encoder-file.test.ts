import { basename, dirname } from 'node:path';

import { InputError } from '@jssl/settings';

import { smallEncoderFile } from './small-encoder-file.js';

const failing = (code: string) => () => {
  throw Object.assign(new Error(`it failed with ${code}`), { code });
};

test('the weights are those of the package', () => {
  const file = smallEncoderFile();
  expect(basename(file)).toBe('small.safetensors');
  expect(basename(dirname(file))).toBe('small-encoder');
});

test('without the package, the error says how to install it', () => {
  const find = () => smallEncoderFile(failing('MODULE_NOT_FOUND'));
  expect(find).toThrow(InputError);
  expect(find).toThrow(
    /^the encoder small is in the package @jssl\/small-encoder, which is not installed; run npm install @jssl\/small-encoder, or pass a run folder or weights file$/,
  );
});

test('another error is not hidden', () => {
  expect(() => smallEncoderFile(failing('EACCES'))).toThrow('it failed with EACCES');
});
