// Ratios of gamma functions.
#pragma once
#include <stan/model/model_header.hpp>
#include "chances.hpp"

namespace nbmixed {

// log(gamma(count + a) / gamma(a)) and its derivative for a.
inline Point log_rising(double count, double a) {
  using stan::math::digamma;
  using stan::math::lgamma;
  if (count == 0) return {0, 0};
  return {lgamma(count + a) - lgamma(a), digamma(count + a) - digamma(a)};
}

}  // namespace nbmixed
