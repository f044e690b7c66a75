// Means and their logarithms, by link: 1 identity, 2 log, 3 inverse, 4 1/mu^2, 5 square root.
#pragma once
#include <cmath>
#include "arithmetic.hpp"
#include "chances.hpp"

namespace nbmixed {

// Logarithm of a positive mean.
inline Point log_mean(double eta, int link) {
  if (link == 2) return {eta, 1};
  double power = link == 1 ? 1 : link == 3 ? -1 : link == 4 ? -0.5 : 2;
  return {power * std::log(eta), power / eta};
}

// A mean of any size.
inline Point mean_of(double eta, int link) {
  if (link == 1) return {eta, 1};
  if (link == 2) {
    double mu = std::exp(eta);
    return {mu, mu};
  }
  return {1 / eta, -1 / (eta * eta)};
}

// Logarithms of the means of some rows and their derivatives for eta.
struct LogMeans {
  double value[block_size];
  double slope[block_size];

  LogMeans(const double* eta, int n, int link) {
    for (int i = 0; i < n; ++i) {
      Point point = log_mean(eta[i], link);
      value[i] = point.value;
      slope[i] = point.slope;
    }
  }
};

}  // namespace nbmixed
