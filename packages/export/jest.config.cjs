module.exports = { displayName: 'export', ...require('../../tools/jest/preset.cjs') };
