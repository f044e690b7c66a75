// Chances of success and their logarithms, by link: 2 log, 6 logit, 7 probit, 8 cauchit, 9 cloglog.
#pragma once
#include <cmath>

namespace nbmixed {

// A function of a linear predictor and its derivative.
struct Point {
  double value;
  double slope;
};

constexpr double pi = 3.14159265358979323846;
constexpr double log_sqrt_two_pi = 0.918938533204672741780;

inline double normal_density(double x) { return std::exp(-0.5 * x * x - log_sqrt_two_pi); }

// Logarithm of the normal distribution function; far out by its asymptotic series.
inline Point log_normal_chance(double x) {
  if (x > -20) {
    double chance = 0.5 * std::erfc(-x / std::sqrt(2.0)), rest = 0.5 * std::erfc(x / std::sqrt(2.0));
    return {x > 0 ? std::log1p(-rest) : std::log(chance), normal_density(x) / chance};
  }
  double series = 1, term = 1;
  for (int k = 1; k < 18; k += 2) series += (term *= -k / (x * x));
  return {-0.5 * x * x - log_sqrt_two_pi - std::log(-x) + std::log(series), -x / series};
}

inline Point log_cauchy_chance(double x) {
  double chance = std::atan2(1.0, -x) / pi;
  return {x > 0 ? std::log1p(-std::atan2(1.0, x) / pi) : std::log(chance), 1 / (pi * chance * (1 + x * x))};
}

// log(1 - exp(-size)) and its derivative for size > 0.
inline Point log_one_minus_exp(double size) {
  if (size > 700) return {0, 0};
  return {size > 0.69 ? std::log1p(-std::exp(-size)) : std::log(-std::expm1(-size)), 1 / std::expm1(size)};
}

inline Point log_success(double eta, int link) {
  if (link == 2) return {eta, 1};
  if (link == 7) return log_normal_chance(eta);
  if (link == 8) return log_cauchy_chance(eta);
  double hazard = std::exp(eta);
  if (hazard < 1e-9) return {eta - 0.5 * hazard, 1 - 0.5 * hazard};
  Point of_hazard = log_one_minus_exp(hazard);
  return {of_hazard.value, of_hazard.slope ? of_hazard.slope * hazard : 0};
}

inline Point log_failure(double eta, int link) {
  if (link == 9) {
    // A straight line where it would overflow.
    double hazard = std::exp(eta < 690 ? eta : 690);
    return {eta < 690 ? -hazard : -hazard * (eta - 689), -hazard};
  }
  Point mirrored = link == 2 ? log_one_minus_exp(-eta) : log_success(-eta, link);
  return {mirrored.value, -mirrored.slope};
}

// Chances of success, kept away from 0 and 1 by no more than rounding.
inline Point chance(double eta, int link) {
  Point out;
  if (link == 6) {
    double t = std::exp(-std::fabs(eta));
    out = {(eta < 0 ? t : 1) / (1 + t), t / ((1 + t) * (1 + t))};
  } else if (link == 7) {
    out = {0.5 * std::erfc(-eta / std::sqrt(2.0)), normal_density(eta)};
  } else if (link == 8) {
    out = {std::atan2(1.0, -eta) / pi, 1 / (pi * (1 + eta * eta))};
  } else {
    double hazard = std::exp(eta);
    out = {-std::expm1(-hazard), hazard < 700 ? hazard * std::exp(-hazard) : 0};
  }
  if (out.value < 1e-15) return {1e-15, 0};
  if (out.value > 1 - 1e-15) return {1 - 1e-15, 0};
  return out;
}

}  // namespace nbmixed
