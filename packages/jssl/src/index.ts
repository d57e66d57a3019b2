export * from '@jssl/workflows';
