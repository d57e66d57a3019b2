const preset = require('../../tools/jest/preset.cjs');

module.exports = {
  displayName: 'jssl',
  ...preset,
  // commander is published as ES modules alone.
  transform: {
    ...preset.transform,
    '/node_modules/commander/.+\\.js$': [
      require.resolve('@swc/jest'),
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!@jssl/|commander/)'],
};
