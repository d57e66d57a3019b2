#include "../network.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>

#include "../instruction-set.h"
#include "inputs.h"
#include "op.h"

namespace {

struct Settings {
  std::vector<Layer> layers;
  int32_t groups = 1;
  float epsilon = 0;
  unsigned char isRecorded = 0;
};

// Six numbers of each layer: kind and input; then, of a convolution, stride and the tiles of the forward pass and of the
// gradients for input and filter; of a norm, the residual or -1, and whether there is a ReLU.
bool read(const char* text, std::vector<Layer>& layers) {
  constexpr int FIELDS = 6;
  for (char* end; *text;) {
    int numbers[FIELDS];
    for (int& one : numbers) {
      one = static_cast<int>(std::strtol(text, &end, 10));
      if (end == text) return false;
      for (text = end; *text == ' ';) text++;
    }
    const auto [kind, input, first, second, third, fourth] = numbers;
    if (kind < Layer::convolution || kind > Layer::unitRows) return false;
    Layer layer;
    layer.kind = static_cast<Layer::Kind>(kind);
    layer.input = input;
    if (kind == Layer::convolution)
      layer.stride = first, layer.forwardTile = second, layer.inputTile = third, layer.filterTile = fourth;
    if (kind == Layer::norm) layer.residual = first, layer.relu = second != 0;
    layers.push_back(layer);
  }
  return true;
}

template <bool isForward>
void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto settings = std::make_unique<Settings>();
  int32_t length = 0, total = 0;
  TF_OpKernelConstruction_GetAttrSize(construction, "layers", &length, &total, status.it);
  std::string text(total < 0 ? 0 : total, '\0');
  if (status.isOk()) TF_OpKernelConstruction_GetAttrString(construction, "layers", text.data(), text.size(), status.it);
  if (status.isOk()) TF_OpKernelConstruction_GetAttrInt32(construction, "groups", &settings->groups, status.it);
  if (status.isOk()) TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &settings->epsilon, status.it);
  if (status.isOk() && isForward)
    TF_OpKernelConstruction_GetAttrBool(construction, "record", &settings->isRecorded, status.it);
  if (status.isOk() && !read(text.c_str(), settings->layers))
    TF_SetStatus(status.it, TF_INVALID_ARGUMENT, "layers must be six numbers each");
  if (!status.isOk()) TF_OpKernelConstruction_Failure(construction, status.it);
  return settings.release();
}

// A tensor's lengths where a matrix stands for [rows, 1, 1, columns] or [1, 1, rows, columns].
bool lengthsOf(const TF_Tensor* tensor, bool isFilter, int64_t (&lengths)[4]) {
  const int rank = TF_NumDims(tensor);
  if (rank != 4 && rank != 2 && !(isFilter && rank == 1)) return false;
  for (int64_t& one : lengths) one = 1;
  for (int axis = 0; axis < rank; axis++) {
    const int place = rank == 2 && axis == 0 && !isFilter ? 0 : 4 - rank + axis;
    lengths[place] = TF_Dim(tensor, axis);
    if (lengths[place] < 1 || lengths[place] > 1 << 24) return false;
  }
  return true;
}

// The tensors of a call, and the network that fits its inputs.
struct NetworkCall {
  Status status;
  TF_OpKernelContext* context;
  Inputs inputs;
  Network network;
  Tensors outputs;

  NetworkCall(TF_OpKernelContext* context, const Settings& settings)
      : context(context),
        inputs(context, status),
        network(chooseInstructionSet(), settings.layers, settings.groups, settings.epsilon) {}
  ~NetworkCall() {
    for (TF_Tensor* one : outputs) TF_DeleteTensor(one);
  }

  // Whether the maps at `x` and the parameters from `first` on fit the layers.
  bool fit(std::size_t x, std::size_t first) {
    int64_t n[4];
    if (inputs.count() < first || !lengthsOf(inputs[x], false, n)) return false;
    const auto length = [&](int axis) { return static_cast<int>(n[axis]); };
    const Lengths input{length(0), length(1), length(2), length(3)};
    std::vector<Parameter> parameters;
    for (std::size_t i = first; i < inputs.count(); i++) {
      if (!lengthsOf(inputs[i], true, n)) return false;
      parameters.push_back({floatsOf(inputs[i]), length(0), length(1), length(2), length(3)});
    }
    return network.fit(input, std::move(parameters));
  }

  // The next output. Throws std::bad_alloc.
  float* allocate(const std::vector<int64_t>& lengths) {
    int64_t bytes = sizeof(float);
    for (const int64_t one : lengths) bytes *= one;
    TF_Tensor* made = TF_AllocateOutput(context, static_cast<int>(outputs.size()), TF_FLOAT, lengths.data(),
                                        static_cast<int>(lengths.size()), bytes, status.it);
    if (!status.isOk()) throw std::bad_alloc();
    outputs.push_back(made);
    return floatsOf(made);
  }
  float* allocateLike(std::size_t input) {
    std::vector<int64_t> lengths(TF_NumDims(inputs[input]));
    for (std::size_t axis = 0; axis < lengths.size(); axis++) lengths[axis] = TF_Dim(inputs[input], static_cast<int>(axis));
    return allocate(lengths);
  }
};

// Inputs x, parameters; outputs y, tape, statistics.
void forward(NetworkCall& call, const Settings& settings) {
  if (!call.fit(0, 1)) return fail(call.context, call.status, TF_INVALID_ARGUMENT, "layers must fit their inputs");
  const Network& network = call.network;
  const auto [rows, height, width, channels] = network.output();
  const bool isMatrix = TF_NumDims(call.inputs[0]) == 2;
  float* y = isMatrix ? call.allocate({rows, channels}) : call.allocate({rows, height, width, channels});
  float* tape = call.allocate({settings.isRecorded ? network.tapeSize() : 0});
  std::vector<NormStatistics> statistics;
  for (std::size_t at = 0; at < settings.layers.size(); at++) {
    if (settings.layers[at].kind != Layer::norm) continue;
    const int length = network.channelsOf(at);
    float* mean = call.allocate({length});
    statistics.push_back({mean, call.allocate({length})});
  }
  network.forward(floatsOf(call.inputs[0]), y, settings.isRecorded ? tape : nullptr, statistics);
}

// Inputs dy, x, y, tape, parameters; outputs dx and the parameters' gradients.
void backward(NetworkCall& call, const Settings&) {
  constexpr std::size_t FIRST = 4;
  const Inputs& inputs = call.inputs;
  if (!call.fit(1, FIRST) || sizeOf(inputs[0]) != call.network.output().size() ||
      sizeOf(inputs[2]) != call.network.output().size() || sizeOf(inputs[3]) != call.network.tapeSize())
    return fail(call.context, call.status, TF_INVALID_ARGUMENT, "layers must fit their inputs");
  float* dx = call.allocateLike(1);
  std::vector<float*> gradients;
  for (std::size_t i = FIRST; i < inputs.count(); i++) gradients.push_back(call.allocateLike(i));
  call.network.backward(floatsOf(inputs[0]), floatsOf(inputs[1]), floatsOf(inputs[2]), floatsOf(inputs[3]),
                        dx, gradients);
}

template <void run(NetworkCall&, const Settings&)>
void computeNetwork(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<const Settings*>(kernel);
  NetworkCall call(context, settings);
  if (!call.status.isOk()) return TF_OpKernelContext_Failure(context, call.status.it);
  try {
    run(call, settings);
  } catch (const std::bad_alloc&) {
    fail(context, call.status, TF_RESOURCE_EXHAUSTED, "too little memory for layers");
  }
}

}  // namespace

std::string registerNetwork() {
  const auto destroy = [](void* settings) { delete static_cast<Settings*>(settings); };
  const auto attributes = [](std::initializer_list<const char*> own) {
    std::vector<const char*> all{"layers: string", "groups: int = 1", "epsilon: float = 0", "P: int >= 0"};
    all.insert(all.end(), own);
    return all;
  };
  return registerAll({
      {"JsslNetworkV3", {"x: float", "parameters: P * float"}, {"y: float", "tape: float", "statistics: S * float"},
       attributes({"S: int >= 0", "record: bool = false"}), create<true>, computeNetwork<forward>, destroy},
      {"JsslNetworkGradientV3", {"dy: float", "x: float", "y: float", "tape: float", "parameters: P * float"},
       {"dx: float", "gradients: P * float"}, attributes({}), create<false>,
       computeNetwork<backward>, destroy},
  });
}
