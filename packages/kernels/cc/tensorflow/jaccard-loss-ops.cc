#include <new>

#include "../row-kernels.h"
#include "inputs.h"
#include "op.h"

namespace {

enum { positivesP, negativesP, positivesN, negativesN, mask, temperatures, weights, states, gradients };

// What the inputs describe. Returns whether they fit each other.
bool contrastOf(const Inputs& inputs, Contrast& c) {
  const TF_Tensor* matrix = inputs[negativesP];
  if (TF_NumDims(matrix) != 2) return false;
  c.rows = TF_Dim(matrix, 0);
  c.columns = TF_Dim(matrix, 1);
  for (int head = 0; head < 2; head++) {
    const TF_Tensor *own = inputs[positivesP + 2 * head], *others = inputs[negativesP + 2 * head];
    if (sizeOf(own) != c.rows || TF_NumDims(others) != 2 || TF_Dim(others, 0) != c.rows ||
        TF_Dim(others, 1) != c.columns)
      return false;
    c.positives[head] = floatsOf(own);
    c.negatives[head] = floatsOf(others);
  }
  const bool isMasked = sizeOf(inputs[mask]) > 0;
  if (isMasked && sizeOf(inputs[mask]) != c.rows * c.columns) return false;
  c.mask = isMasked ? floatsOf(inputs[mask]) : nullptr;
  if (sizeOf(inputs[temperatures]) != 3 || sizeOf(inputs[weights]) != 3) return false;
  for (int term = 0; term < 3; term++) c.inverseTemperatures[term] = 1 / floatsOf(inputs[temperatures])[term];
  return c.rows > 0 && c.rows < (1 << 30);
}

// Outputs of an op, freed with their scope.
class Outputs {
 public:
  ~Outputs() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  }
  // Null if it fails.
  float* add(TF_OpKernelContext* context, const std::vector<std::int64_t>& lengths, Status& status) {
    std::size_t bytes = sizeof(float);
    for (std::int64_t length : lengths) bytes *= length;
    const int rank = static_cast<int>(lengths.size());
    TF_Tensor* tensor = TF_AllocateOutput(context, static_cast<int>(tensors_.size()), TF_FLOAT, lengths.data(), rank,
                                          bytes, status.it);
    if (!status.isOk()) return nullptr;
    tensors_.push_back(tensor);
    return floatsOf(tensor);
  }

 private:
  Tensors tensors_;
};

void failToFit(TF_OpKernelContext* context, Status& status) {
  fail(context, status, TF_INVALID_ARGUMENT, "positives, negatives and mask must have as many rows and columns");
}

void forward(void*, TF_OpKernelContext* context) {
  Status status;
  const Inputs inputs(context, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  Contrast c;
  if (!contrastOf(inputs, c)) return failToFit(context, status);
  Outputs outputs;
  float* scalars[4];
  for (float*& scalar : scalars)
    if (!(scalar = outputs.add(context, {}, status))) return TF_OpKernelContext_Failure(context, status.it);
  float* ofRows = outputs.add(context, {c.rows, 6}, status);
  if (!ofRows) return TF_OpKernelContext_Failure(context, status.it);
  try {
    std::vector<double> terms(3 * c.rows);
    chooseRowKernels().jaccardLoss(c, ofRows, terms.data());
    double loss = 0;
    for (int term = 0; term < 3; term++) {
      double sum = 0;
      for (std::int64_t row = 0; row < c.rows; row++) sum += terms[3 * row + term];
      *scalars[1 + term] = static_cast<float>(sum / c.rows);
      loss += sum / c.rows * floatsOf(inputs[weights])[term];
    }
    *scalars[0] = static_cast<float>(loss);
  } catch (const std::bad_alloc&) {
    fail(context, status, TF_RESOURCE_EXHAUSTED, "too little memory for the loss");
  }
}

void backward(void*, TF_OpKernelContext* context) {
  Status status;
  const Inputs inputs(context, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  Contrast c;
  if (!contrastOf(inputs, c) || sizeOf(inputs[states]) != 6 * c.rows) return failToFit(context, status);
  Outputs outputs;
  ContrastGradients to;
  for (int head = 0; head < 2; head++) {
    to.positives[head] = outputs.add(context, {c.rows, 1}, status);
    if (status.isOk()) to.negatives[head] = outputs.add(context, {c.rows, c.columns}, status);
    if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  }
  float factors[3];
  for (int term = 0; term < 3; term++) {
    const float gradient = *floatsOf(inputs[gradients]) * floatsOf(inputs[weights])[term] +
                           *floatsOf(inputs[gradients + 1 + term]);
    factors[term] = gradient * c.inverseTemperatures[term] / static_cast<float>(c.rows);
  }
  try {
    chooseRowKernels().jaccardLossGradient(c, floatsOf(inputs[states]), factors, to);
  } catch (const std::bad_alloc&) {
    fail(context, status, TF_RESOURCE_EXHAUSTED, "too little memory for the loss");
  }
}

}  // namespace

//   JsslJaccardLossV1(positives_p, negatives_p, positives_n, negatives_n, mask, temperatures, weights)
//     -> loss, jaccard, p, n, states
//   JsslJaccardLossGradientV1(these inputs, states, d_loss, d_jaccard, d_p, d_n) -> d_positives_p, ...
// Positives [N, 1] and negatives [N, K] of heads p and n; a mask [N, K] or [0]; temperatures and weights [3] of J, p
// and n.
std::string registerJaccardLoss() {
  const std::vector<const char*> inputs{"positives_p: float", "negatives_p: float",   "positives_n: float",
                                        "negatives_n: float", "mask: float",          "temperatures: float",
                                        "weights: float"};
  std::vector<const char*> withGradients = inputs;
  for (auto input : {"states: float", "d_loss: float", "d_jaccard: float", "d_p: float", "d_n: float"})
    withGradients.push_back(input);
  const std::vector<const char*> gradients{"d_positives_p: float", "d_negatives_p: float", "d_positives_n: float",
                                           "d_negatives_n: float"};
  return registerAll({
      {"JsslJaccardLossV1",
       inputs,
       {"loss: float", "jaccard: float", "p: float", "n: float", "states: float"},
       {},
       createNothing, forward, keep},
      {"JsslJaccardLossGradientV1", withGradients, gradients, {}, createNothing, backward, keep},
  });
}
