/**
 * Node's environment with the outer realm's binary types, so that arrays made by native addons
 * pass `instanceof Float32Array` inside tests.
 */
const vm = require('node:vm');

const { TestEnvironment } = require('jest-environment-node');

const binaryTypes = require('./binary-types.cjs');

/** What V8 made of the modules: each test file loads them again, TensorFlow.js with 8 MB of them. */
const compiled = new Map();
const { compileFunction } = vm;
vm.compileFunction = (source, parameters, options) => {
  // Test files are loaded once.
  if (!options.filename || /\.test\.ts$/.test(options.filename)) {
    return compileFunction(source, parameters, options);
  }
  const cachedData = compiled.get(options.filename);
  const cache = cachedData ? { cachedData } : { produceCachedData: true };
  const result = compileFunction(source, parameters, { ...options, ...cache });
  if (!cachedData) compiled.set(options.filename, result.cachedData);
  return result;
};

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of binaryTypes) this.global[name] = globalThis[name];
  }
};
