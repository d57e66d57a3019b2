#include <vector>

#include "../average-statistics.h"
#include "../instruction-set.h"
#include "op.h"

namespace {

struct Settings {
  int32_t groups = 1;
  float epsilon = 0;
  unsigned char relu = 0, keepsResidual = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* settings = new Settings;
  TF_OpKernelConstruction_GetAttrInt32(construction, "groups", &settings->groups, status.it);
  if (status.isOk()) TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &settings->epsilon, status.it);
  if (status.isOk()) TF_OpKernelConstruction_GetAttrBool(construction, "relu", &settings->relu, status.it);
  if (status.isOk()) TF_OpKernelConstruction_GetAttrBool(construction, "want_residual", &settings->keepsResidual, status.it);
  if (status.isOk() && settings->groups < 1) TF_SetStatus(status.it, TF_INVALID_ARGUMENT, "groups must be at least 1");
  if (!status.isOk()) TF_OpKernelConstruction_Failure(construction, status.it);
  return settings;
}

// The maps of an input, if their batch can be cut into the groups.
bool shapeOf(const Call& call, int maps, const Settings& settings, NormShape& shape) {
  if (call.rank(maps) != 4 || call.elements(maps) == 0) return false;
  const int64_t channels = call.length(maps, 3);
  shape = {static_cast<std::ptrdiff_t>(call.elements(maps) / channels), static_cast<int>(channels), settings.groups,
           settings.epsilon, settings.relu != 0};
  return channels < 1 << 24 && call.length(maps, 0) % settings.groups == 0;
}

void failShapes(Call& call) {
  call.fail(TF_INVALID_ARGUMENT, "shapes must fit a batch norm of maps NHWC that are not empty, in groups of equal size");
}

bool isAbsentOr(const Call& call, int input, int like) {
  return call.elements(input) == 0 || call.haveSameShape(input, like);
}

// Inputs x, residual, scale, offset; outputs y, the mean and the unbiased variance, averaged over the groups, and
// the statistics of each group for the gradient.
void train(Call& call, const void* kernel) {
  const auto& settings = *static_cast<const Settings*>(kernel);
  NormShape s;
  if (!shapeOf(call, 0, settings, s) || !isAbsentOr(call, 1, 0) || !call.isVector(2, s.channels) ||
      !call.isVector(3, s.channels))
    return failShapes(call);
  void* y = call.allocateLike(0, 0);
  auto* mean = static_cast<float*>(y ? call.allocate(1, TF_FLOAT, {s.channels}) : nullptr);
  auto* variance = static_cast<float*>(mean ? call.allocate(2, TF_FLOAT, {s.channels}) : nullptr);
  auto* statistics = static_cast<float*>(variance ? call.allocate(3, TF_FLOAT, {s.groups, 2, s.channels}) : nullptr);
  if (!statistics) return;
  const NormKernels& kernels = chooseInstructionSet().norm;
  const bool isHalf = call.isHalf(0);
  kernels.measure[isHalf](s, call.data(0), statistics);
  kernels.normalize[isHalf](s, call.data(0), call.data(1), call.floats(2), call.floats(3), statistics, y);
  averageStatistics(s, statistics, mean, variance);
}

// Inputs x, residual, scale, offset, mean, variance; output y.
void evaluate(Call& call, const void* kernel) {
  const auto& settings = *static_cast<const Settings*>(kernel);
  NormShape s;
  if (!shapeOf(call, 0, settings, s) || settings.groups != 1 || !isAbsentOr(call, 1, 0) ||
      !call.isVector(2, s.channels) || !call.isVector(3, s.channels) || !call.isVector(4, s.channels) ||
      !call.isVector(5, s.channels))
    return failShapes(call);
  std::vector<float> statistics(call.floats(4), call.floats(4) + s.channels);
  statistics.insert(statistics.end(), call.floats(5), call.floats(5) + s.channels);
  void* y = call.allocateLike(0, 0);
  if (!y) return;
  chooseInstructionSet().norm.normalize[call.isHalf(0)](s, call.data(0), call.data(1), call.floats(2), call.floats(3),
                                                        statistics.data(), y);
}

// Inputs x, scale, offset, statistics; output y, to the bit as `train` gave it without a residual.
void repeat(Call& call, const void* kernel) {
  const auto& settings = *static_cast<const Settings*>(kernel);
  NormShape s;
  if (!shapeOf(call, 0, settings, s) || !call.isVector(1, s.channels) || !call.isVector(2, s.channels) ||
      call.elements(3) != static_cast<int64_t>(2) * s.groups * s.channels)
    return failShapes(call);
  void* y = call.allocateLike(0, 0);
  if (!y) return;
  chooseInstructionSet().norm.normalize[call.isHalf(0)](s, call.data(0), nullptr, call.floats(1), call.floats(2),
                                                        call.floats(3), y);
}

// Inputs dy, dOther, x, y, scale, statistics; outputs dx, dScale, dOffset, dResidual.
void differentiate(Call& call, const void* kernel) {
  const auto& settings = *static_cast<const Settings*>(kernel);
  NormShape s;
  if (!shapeOf(call, 2, settings, s) || !call.haveSameShape(0, 2) || !isAbsentOr(call, 1, 2) ||
      !isAbsentOr(call, 3, 2) || (s.relu && call.elements(3) == 0) || !call.isVector(4, s.channels) ||
      call.elements(5) != static_cast<int64_t>(2) * s.groups * s.channels)
    return failShapes(call);
  NormGradient<void> g{call.data(0), call.data(1), call.data(2), call.data(3), call.floats(4), call.floats(5),
                       nullptr,      nullptr,      nullptr,      nullptr};
  g.dx = call.allocateLike(0, 2);
  if (g.dx) g.dScale = static_cast<float*>(call.allocate(1, TF_FLOAT, {s.channels}));
  if (g.dScale) g.dOffset = static_cast<float*>(call.allocate(2, TF_FLOAT, {s.channels}));
  if (!g.dOffset) return;
  const bool isHalf = call.isHalf(2);
  if (settings.keepsResidual) g.dResidual = call.allocateLike(3, 2);
  else if (!call.allocateEmpty(3, isHalf ? TF_BFLOAT16 : TF_FLOAT)) return;
  if (settings.keepsResidual && !g.dResidual) return;
  chooseInstructionSet().norm.gradient[isHalf](s, g);
}

template <void run(Call&, const void*), int inputs>
void computeNorm(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  if (call.open(inputs)) compute(call, run, kernel);
}

}  // namespace

std::string registerBatchNorm() {
  const std::vector<const char*> attributes = {"T: {float, bfloat16} = DT_FLOAT", "groups: int = 1", "epsilon: float", "relu: bool = false",
                           "want_residual: bool = false"};
  const auto destroy = [](void* settings) { delete static_cast<Settings*>(settings); };
  return registerAll({
      {"JsslBatchNormV3", {"x: T", "residual: T", "scale: float", "offset: float"},
       {"y: T", "mean: float", "variance: float", "statistics: float"}, attributes, create, computeNorm<train, 4>,
       destroy},
      {"JsslBatchNormEvaluationV3",
       {"x: T", "residual: T", "scale: float", "offset: float", "mean: float", "variance: float"}, {"y: T"},
       attributes, create, computeNorm<evaluate, 6>, destroy},
      {"JsslBatchNormRepeatV3", {"x: T", "scale: float", "offset: float", "statistics: float"}, {"y: T"}, attributes,
       create, computeNorm<repeat, 4>, destroy},
      {"JsslBatchNormGradientV3",
       {"dy: T", "d_other: T", "x: T", "y: T", "scale: float", "statistics: float"},
       {"dx: T", "d_scale: float", "d_offset: float", "d_residual: T"}, attributes, create,
       computeNorm<differentiate, 6>, destroy},
  });
}
