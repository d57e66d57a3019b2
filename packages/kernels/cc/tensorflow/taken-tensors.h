// Tensors that an op took over, for a later op to change and give back.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "inputs.h"

class TakenTensors {
 public:
  std::int64_t put(Tensors tensors) {
    const std::lock_guard<std::mutex> lock(mutex_);
    tensors_.emplace(++last_, std::move(tensors));
    return last_;
  }
  void putBack(std::int64_t number, Tensors tensors) {
    const std::lock_guard<std::mutex> lock(mutex_);
    tensors_.emplace(number, std::move(tensors));
  }
  // The tensors of a number, which is unknown from here on; none if it is unknown already.
  Tensors take(std::int64_t number) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = tensors_.find(number);
    if (found == tensors_.end()) return {};
    Tensors tensors = std::move(found->second);
    tensors_.erase(found);
    return tensors;
  }

 private:
  std::mutex mutex_;
  std::map<std::int64_t, Tensors> tensors_;
  std::int64_t last_ = 0;
};
