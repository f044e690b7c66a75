// Loops over rows of plain arithmetic, which the compiler turns into vector instructions.
//
// No sum is left to the compiler and no multiplication is fused with an addition, so that results are the same bit for
// bit whether a processor has AVX2 or not.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define NBMIXED_VECTORISED __attribute__((target_clones("avx2", "default")))
#else
#define NBMIXED_VECTORISED
#endif

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("O3", "no-trapping-math")  // or comparisons would keep loops from vector instructions
#endif

namespace nbmixed {

// Rows that are treated together: what is computed of them stays in the fastest cache.
constexpr int block_size = 256;

inline double lesser(double x, double y) { return x < y ? x : y; }

// The exponential for -708 <= x <= 709, with a polynomial that is within 3e-18 of it between -log(2)/2 and log(2)/2.
inline double exponential(double x) {
  constexpr double shift = 0x1.8p52;
  double power = x * 1.4426950408889634 + shift;
  std::uint64_t exponent, bits;
  std::memcpy(&exponent, &power, 8);
  power -= shift;
  double r = (x - power * 0x1.62e42fee00000p-1) - power * 0x1.a39ef35793c76p-33;
  double y = 2.5110037605963777e-08;
  y = y * r + 2.763263963904103e-07;
  y = y * r + 2.755724091857897e-06;
  y = y * r + 2.4801485482328494e-05;
  y = y * r + 0.00019841269890047113;
  y = y * r + 0.0013888888952314775;
  y = y * r + 0.008333333333319601;
  y = y * r + 0.0416666666664881;
  y = y * r + 0.1666666666666668;
  y = y * r + 0.5000000000000019;
  y = (y * r) * r + r + 1;
  std::memcpy(&bits, &y, 8);
  bits += exponent << 52;
  std::memcpy(&y, &bits, 8);
  return y;
}

// log(1 + x) for 0 <= x <= 1 and s = x / (2 + x): 2 atanh(s), a polynomial in s^2 within 3e-18.
inline double log_one_plus_of(double s) {
  double v = s * s;
  double y = 0.17044163562781398;
  y = y * v + 0.0832450651186082;
  y = y * v + 0.12110168728069218;
  y = y * v + 0.13300374032674625;
  y = y * v + 0.1538661404230401;
  y = y * v + 0.18181740832504806;
  y = y * v + 0.22222224080747674;
  y = y * v + 0.28571428545454114;
  y = y * v + 0.4000000000018575;
  y = y * v + 0.6666666666666615;
  return (y * v) * s + 2 * s;
}

inline double log_one_plus(double x) { return log_one_plus_of(x / (2 + x)); }

// Sum in eight lanes.
inline double sum(const double* x, int n) {
  double lanes[8] = {};
  int i = 0;
  for (; i + 8 <= n; i += 8)
    for (int j = 0; j < 8; ++j) lanes[j] += x[i + j];
  for (; i < n; ++i) lanes[i % 8] += x[i];
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

NBMIXED_VECTORISED double dot(const double* x, const double* y, int n) {
  double product[block_size];
  for (int i = 0; i < n; ++i) product[i] = x[i] * y[i];
  return sum(product, n);
}

// out += scale * x
NBMIXED_VECTORISED void add_scaled(const double* x, double scale, int n, double* out) {
  for (int i = 0; i < n; ++i) out[i] += scale * x[i];
}

NBMIXED_VECTORISED void exponentials(const double* x, int n, double* out) {
  for (int i = 0; i < n; ++i) {
    double low = lesser(x[i], 709);
    out[i] = exponential(-lesser(-low, 708));
  }
}

// Sum of won * log p + lost * log(1 - p) with logit(p) = eta, its slopes for eta, and log(1 - p) of each row.
NBMIXED_VECTORISED double logistic(const double* eta, const double* won, const double* lost, int n, double* slope,
                                   double* log_lost) {
  double value[block_size];
  for (int i = 0; i < n; ++i) {
    double x = eta[i], negative = lesser(x, 0);
    double t = exponential(-lesser(std::fabs(x), 708));
    double both = 1 / ((1 + t) * (2 + t));  // one division for 1 / (1 + t) and for t / (2 + t)
    double log_share = -log_one_plus_of(t * (1 + t) * both), share = (2 + t) * both, rest = t * share;
    double of_lost = log_share - (x - negative);
    double chance = x < 0 ? rest : share, chance_lost = x < 0 ? share : rest;
    log_lost[i] = of_lost;
    value[i] = won[i] * (negative + log_share) + lost[i] * of_lost;
    slope[i] = won[i] * chance_lost - lost[i] * chance;
  }
  return sum(value, n);
}

}  // namespace nbmixed

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
