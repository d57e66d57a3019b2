module.exports = {
  displayName: 'tensorboard',
  ...require('../../tools/jest/preset-without-tensorflow.cjs'),
};
