// The Node addon: loading it registers the ops. Exports `instructionSet`, its name, or throws.
#include <node_api.h>

#include <mutex>
#include <string>

#include "../instruction-set.h"
#include "register-ops.h"
#include "signals.h"

NAPI_MODULE_INIT() {
  static std::mutex loading;
  const std::lock_guard<std::mutex> lock(loading);
  const InstructionSet& set = chooseInstructionSet();
  static const bool isCorrect = computesCorrectly(set);
  const std::string error = isCorrect ? registerOps() : std::string("it computes wrong convolutions with ") + set.name;
  if (!error.empty()) {
    napi_throw_error(env, nullptr, error.c_str());
    return exports;
  }
  keepSignalsOffThisThread();
  napi_value name;
  napi_create_string_utf8(env, set.name, NAPI_AUTO_LENGTH, &name);
  napi_set_named_property(env, exports, "instructionSet", name);
  return exports;
}
