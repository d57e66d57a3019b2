#pragma once
#include <string>

// Registers the Jaccard loss with its gradients as TensorFlow ops, once in a process:
//   JsslJaccardLossV1(positives_p, negatives_p, positives_n, negatives_n, mask, temperatures, weights)
//     -> loss, jaccard, p, n, states
//   JsslJaccardLossGradientV1(these inputs, states, d_loss, d_jaccard, d_p, d_n) -> d_positives_p, ...
// Positives [N, 1] and negatives [N, K] of heads p and n; a mask [N, K] or [0]; temperatures and weights [3] of J, p
// and n. Returns what went wrong, or nothing.
std::string registerJaccardLoss();
