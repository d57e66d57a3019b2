module.exports = {
  displayName: 'explore',
  ...require('../../tools/jest/preset-without-tensorflow.cjs'),
};
