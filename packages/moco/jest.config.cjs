module.exports = { displayName: 'moco', ...require('../../tools/jest/preset.cjs') };
