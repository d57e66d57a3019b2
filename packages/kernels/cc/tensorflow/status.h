// TensorFlow's status, freed with its scope.
#pragma once
#include "c-api.h"

struct Status {
  TF_Status* it = TF_NewStatus();
  Status() = default;
  Status(const Status&) = delete;
  ~Status() { TF_DeleteStatus(it); }
  bool isOk() const { return TF_GetCode(it) == TF_OK; }
};
