#include "register-ops.h"

#include "op.h"

std::string registerOps() {
  for (const auto add : {registerConvolutions, registerWindowConvolutions, registerBatchNorm, registerUpdates,
                         registerNearest, registerJaccardLoss, registerNetwork}) {
    const std::string error = add();
    if (!error.empty()) return error;
  }
  return "";
}
