#pragma once
#include <string>

// Registers ops that change many tensors in one call, once in a process:
//   JsslTakeV1(tensors: N) -> taken             keeps the tensors, under a number
//   JsslGiveV1(taken) -> tensors: N             gives them back as they are
//   JsslAdamV1(taken, numbers, scale, sources: S) -> tensors: N
//   JsslSgdV1, JsslLarsV1, JsslTowardsV1        alike; see update.h for the rules and their numbers
//   JsslNormV1(tensors: N) -> norm
// The tensors taken are S values, then S of each moment. Between taking and changing, the caller deletes its own
// handles: a tensor whose memory nobody else holds then is changed in place, any other is copied first. An op that
// fails leaves the tensors to JsslGiveV1.
// Returns what went wrong, or nothing.
std::string registerUpdates();
