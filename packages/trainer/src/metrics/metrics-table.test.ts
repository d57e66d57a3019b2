import { metricRows, metricsTable } from './metrics-table.js';

test('the columns of metrics.csv stay as they are', () => {
  expect(metricRows.map(([, { column }]) => column).join(',')).toBe(
    'epoch,train_loss,test_acc@1,test_acc@5,temperature,val_acc@1,val_acc@5,loss_jaccard,loss_p,loss_n,images_per_second,seconds,data_wait_share,no_learning_loss,positive_cosine_p,negative_cosine_p,positive_cosine_n,negative_cosine_n,positive_jaccard,negative_jaccard,queue_fill,feature_spread,effective_rank,gradient_norm,resident_megabytes,num_tensors,test_balanced,val_balanced,val_images,knn_k',
  );
});

test('every metric but the epoch has a tag of its own', () => {
  const tags = metricRows.flatMap(([, { tag }]) => tag ?? []);
  expect(new Set(tags).size).toBe(metricRows.length - 1);
});

test('a dashed line is beside a solid one of the same chart', () => {
  for (const [, { chart, dashedBeside }] of metricRows) {
    if (dashedBeside === undefined) continue;
    const beside = metricRows.find(([name]) => name === dashedBeside)?.[1];
    expect(beside).toMatchObject({ chart });
    expect(beside).not.toHaveProperty('dashedBeside');
  }
  expect(metricsTable.testTop1.dashedBeside).toBe('validationTop1');
});
