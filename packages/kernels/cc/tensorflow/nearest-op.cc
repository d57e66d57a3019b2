#include <new>

#include "../row-kernels.h"
#include "inputs.h"
#include "op.h"

namespace {

void* createNearest(TF_OpKernelConstruction* construction) {
  Status status;
  std::int32_t k = 0;
  TF_OpKernelConstruction_GetAttrInt32(construction, "k", &k, status.it);
  if (!status.isOk()) TF_OpKernelConstruction_Failure(construction, status.it);
  return new std::int64_t(k);
}

void nearest(void* kernel, TF_OpKernelContext* context) {
  const std::int64_t k = *static_cast<std::int64_t*>(kernel);
  Status status;
  const Inputs inputs(context, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  const TF_Tensor *queries = inputs[0], *bank = inputs[1];
  if (TF_NumDims(queries) != 2 || TF_NumDims(bank) != 2 || TF_Dim(queries, 1) != TF_Dim(bank, 1))
    return fail(context, status, TF_INVALID_ARGUMENT, "queries and bank must be matrices of as many columns");
  const Search search{TF_Dim(queries, 0), TF_Dim(bank, 0), TF_Dim(queries, 1), k};
  constexpr std::int64_t MOST = 1 << 30;
  if (k < 1 || k > search.bank || search.features < 1 || search.bank > MOST || search.queries > MOST || search.features > MOST)
    return fail(context, status, TF_INVALID_ARGUMENT, "k must be from 1 to the rows of the bank");
  const std::int64_t lengths[2] = {search.queries, k};
  const std::size_t bytes = sizeof(float) * search.queries * k;
  TF_Tensor* products = TF_AllocateOutput(context, 0, TF_FLOAT, lengths, 2, bytes, status.it);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  TF_Tensor* rows = TF_AllocateOutput(context, 1, TF_INT32, lengths, 2, bytes, status.it);
  if (!status.isOk()) {
    TF_DeleteTensor(products);
    return TF_OpKernelContext_Failure(context, status.it);
  }
  try {
    chooseRowKernels().nearest(search, floatsOf(queries), floatsOf(bank), floatsOf(products),
                               static_cast<std::int32_t*>(TF_TensorData(rows)));
  } catch (const std::bad_alloc&) {
    fail(context, status, TF_RESOURCE_EXHAUSTED, "too little memory for a search");
  }
  TF_DeleteTensor(products);
  TF_DeleteTensor(rows);
}

}  // namespace

// JsslNearestV1(queries, bank) -> products, rows    attribute k; see row-kernels.h
std::string registerNearest() {
  return registerAll({{"JsslNearestV1",
                       {"queries: float", "bank: float"},
                       {"products: float", "rows: int32"},
                       {"k: int >= 1"},
                       createNearest,
                       nearest,
                       [](void* kernel) { delete static_cast<std::int64_t*>(kernel); }}});
}
