/**
 * Node's environment with the outer realm's binary types, so that arrays made by native addons
 * pass `instanceof Float32Array` inside tests.
 */
const { TestEnvironment } = require('jest-environment-node');

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
