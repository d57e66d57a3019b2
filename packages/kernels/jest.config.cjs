module.exports = {
  displayName: 'kernels',
  ...require('../../tools/jest/preset-without-tensorflow.cjs'),
};
