module.exports = { displayName: 'report', ...require('../../tools/jest/preset.cjs') };
