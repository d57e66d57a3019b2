module.exports = {
  displayName: 'small-encoder',
  ...require('../../tools/jest/preset-without-tensorflow.cjs'),
};
