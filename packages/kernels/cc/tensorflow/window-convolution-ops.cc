#include "../instruction-set.h"
#include "op.h"

namespace {

struct Settings {
  int32_t stride = 1, kernel = 0, height = 0, width = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* settings = new Settings;
  const auto read = [&](const char* name, int32_t* to, int least) {
    if (!status.isOk()) return;
    TF_OpKernelConstruction_GetAttrInt32(construction, name, to, status.it);
    if (status.isOk() && *to < least) TF_SetStatus(status.it, TF_INVALID_ARGUMENT, "an attribute is too small");
  };
  read("stride", &settings->stride, 1);
  read("kernel", &settings->kernel, 0);
  read("height", &settings->height, 0);
  read("width", &settings->width, 0);
  if (!status.isOk()) TF_OpKernelConstruction_Failure(construction, status.it);
  return settings;
}

bool fits(std::initializer_list<int64_t> lengths) {
  for (int64_t length : lengths)
    if (length > 1 << 24) return false;
  return true;
}

bool isMapOf(const Call& call, int input, const WindowShape& s) {
  return call.length(input, 0) == s.rows && call.length(input, 1) == s.outHeight() &&
         call.length(input, 2) == s.outWidth() && call.length(input, 3) == s.outChannels;
}

void failShapes(Call& call) {
  call.fail(TF_INVALID_ARGUMENT, "shapes must fit a convolution with an odd square filter");
}

bool haveFourDimensions(const Call& call) { return call.rank(0) == 4 && call.rank(1) == 4; }

// The convolution of a filter, input 1, on maps with the given lengths. Returns whether there is one.
bool shapeOf(const Call& call, const Settings& settings, int64_t rows, int64_t height, int64_t width,
             WindowShape& shape) {
  const int64_t kernel = call.length(1, 0), in = call.length(1, 2), out = call.length(1, 3);
  if (!fits({rows, height, width, kernel, in, out}) || in < 1 || out < 1) return false;
  shape = {static_cast<int>(rows),  static_cast<int>(height), static_cast<int>(width),  static_cast<int>(in),
           static_cast<int>(out), static_cast<int>(kernel), settings.stride};
  return kernel % 2 == 1 && call.length(1, 1) == kernel;
}

void forward(Call& call, const void* kernel) {
  const auto& settings = *static_cast<const Settings*>(kernel);
  WindowShape s;
  if (!haveFourDimensions(call) ||
      !shapeOf(call, settings, call.length(0, 0), call.length(0, 1), call.length(0, 2), s) ||
      call.length(0, 3) != s.inChannels)
    return failShapes(call);
  const bool isHalf = call.isHalf(0);
  void* y = call.allocate(0, isHalf ? TF_BFLOAT16 : TF_FLOAT, {s.rows, s.outHeight(), s.outWidth(), s.outChannels});
  if (y && call.data(0)) chooseInstructionSet().windows.forward[isHalf](s, call.data(0), call.floats(1), y);
}

void inputGradient(Call& call, const void* kernel) {
  const auto& settings = *static_cast<const Settings*>(kernel);
  WindowShape s;
  if (!haveFourDimensions(call) ||
      !shapeOf(call, settings, call.length(0, 0), settings.height, settings.width, s) || !isMapOf(call, 0, s))
    return failShapes(call);
  const bool isHalf = call.isHalf(0);
  void* dx = call.allocate(0, isHalf ? TF_BFLOAT16 : TF_FLOAT, {s.rows, s.height, s.width, s.inChannels});
  if (dx && call.data(0)) chooseInstructionSet().windows.inputGradient[isHalf](s, call.data(0), call.floats(1), dx);
}

void filterGradient(Call& call, const void* kernel) {
  const auto& settings = *static_cast<const Settings*>(kernel);
  if (!haveFourDimensions(call)) return failShapes(call);
  const int64_t in = call.length(0, 3), out = call.length(1, 3);
  if (!fits({call.length(0, 0), call.length(0, 1), call.length(0, 2), in, out}) || in < 1 || out < 1 ||
      settings.kernel % 2 != 1)
    return failShapes(call);
  const WindowShape s{static_cast<int>(call.length(0, 0)), static_cast<int>(call.length(0, 1)),
                      static_cast<int>(call.length(0, 2)), static_cast<int>(in),
                      static_cast<int>(out),               settings.kernel,
                      settings.stride};
  if (!isMapOf(call, 1, s)) return failShapes(call);
  auto* dFilter = static_cast<float*>(call.allocate(0, TF_FLOAT, {s.kernel, s.kernel, s.inChannels, s.outChannels}));
  if (dFilter) chooseInstructionSet().windows.filterGradient[call.isHalf(0)](s, call.data(0), call.data(1), dFilter);
}

template <void run(Call&, const void*)>
void computeWindows(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  if (call.open(2)) compute(call, run, kernel);
}

}  // namespace

std::string registerWindowConvolutions() {
  const auto destroy = [](void* settings) { delete static_cast<Settings*>(settings); };
  const std::vector<const char*> attributes = {"T: {float, bfloat16} = DT_FLOAT", "stride: int = 1", "kernel: int = 1", "height: int = 0",
                           "width: int = 0"};
  return registerAll({
      {"JsslConvV3", {"x: T", "filter: float"}, {"y: T"}, attributes, create, computeWindows<forward>, destroy},
      {"JsslConvInputGradientV3", {"dy: T", "filter: float"}, {"dx: T"}, attributes, create,
       computeWindows<inputGradient>, destroy},
      {"JsslConvFilterGradientV3", {"x: T", "dy: T"}, {"d_filter: float"}, attributes, create,
       computeWindows<filterGradient>, destroy},
  });
}
