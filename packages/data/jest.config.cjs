module.exports = { displayName: 'data', ...require('../../tools/jest/preset.cjs') };
