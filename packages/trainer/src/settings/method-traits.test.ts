import { methodNames, methodTraits } from './method-traits.js';

test('a Jaccard method differs from its cosine twin in heads and terms alone', () => {
  const twins = methodNames.flatMap((name) => methodTraits(name).cosineTwin ?? []);
  expect(twins).toEqual(['moco', 'simclr']);
  for (const twin of twins) {
    const { cosineTwin, ...jaccard } = methodTraits(`jaccard-${twin}` as 'jaccard-moco');
    expect(cosineTwin).toBe(twin);
    expect(methodTraits(twin)).toEqual({ ...jaccard, heads: 'p', jaccardTerms: false });
  }
});

test('a name of one’s own says nothing of the method', () => {
  expect(methodTraits('custom:my-moco')).toMatchObject({ queue: false, jaccardTerms: false });
});
