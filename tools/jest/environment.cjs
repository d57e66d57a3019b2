/**
 * Node's environment with the outer realm's binary types, so that arrays made by native addons
 * pass `instanceof Float32Array` inside tests.
 */
const vm = require('node:vm');

const { TestEnvironment } = require('jest-environment-node');

/** What V8 made of the modules of dependencies: each test file loads them again, TensorFlow.js with 8 MB of them. */
const compiled = new Map();
const { compileFunction } = vm;
vm.compileFunction = (source, parameters, options) => {
  if (!options.filename?.includes('/node_modules/')) {
    return compileFunction(source, parameters, options);
  }
  const cachedData = compiled.get(options.filename);
  const cache = cachedData ? { cachedData } : { produceCachedData: true };
  const result = compileFunction(source, parameters, { ...options, ...cache });
  if (!cachedData) compiled.set(options.filename, result.cachedData);
  return result;
};

const BINARY_TYPES = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of BINARY_TYPES) this.global[name] = globalThis[name];
  }
};
