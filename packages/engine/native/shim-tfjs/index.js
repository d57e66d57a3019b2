// The engine puts the application's own TensorFlow.js here before it loads the native backend.
module.exports = globalThis[Symbol.for('jssl.tfjs')];
