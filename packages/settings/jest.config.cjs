module.exports = {
  displayName: 'settings',
  ...require('../../tools/jest/preset-without-tensorflow.cjs'),
};
