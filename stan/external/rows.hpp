// Linear predictors of rows, and a log density of theirs with its derivative, in one pass over the rows.
#pragma once
#include <stan/model/model_header.hpp>
#include <algorithm>
#include <vector>
#include "arithmetic.hpp"
#include "conditional_normal.hpp"
#include "informed_effects.hpp"

namespace nbmixed {

using Indices = std::vector<int>;

// The data of linear predictors offset + X beta + Z b, as stan/include/rows_data.stan declares them.
struct Rows {
  int N;
  const double* offset;  // null without one
  bool sparse;
  const double* X;
  int n_columns;
  const double* X_w;
  const Indices& X_v;
  const Indices& X_u;
  const Indices& p;
  const Indices& l;
  const std::vector<Indices>& level;
  const double* Z;
  const Indices& z_column;

  // Call f(first effect, level of each row, covariate of each row or null) for each coefficient of each term.
  template <typename F>
  void each_coefficient(const F& f) const {
    int start = 0, k = 0;
    for (std::size_t t = 0; t < level.size(); ++t)
      for (int a = 0; a < p[t]; ++a, ++k, start += l[t])
        f(start, level[t].data(), z_column[k] ? Z + static_cast<std::ptrdiff_t>(z_column[k] - 1) * N : nullptr);
  }

  // Linear predictors of rows first..first + n - 1.
  void predict(int first, int n, double intercept, const double* beta, const double* b, double* eta) const {
    for (int i = 0; i < n; ++i) eta[i] = offset ? intercept + offset[first + i] : intercept;
    each_coefficient([&](int start, const int* of_row, const double* z) {
      const double* u = b + start - 1;
      of_row += first;
      if (z) for (int i = 0; i < n; ++i) eta[i] += z[first + i] * u[of_row[i]];
      else for (int i = 0; i < n; ++i) eta[i] += u[of_row[i]];
    });
    if (!sparse) {
      for (int k = 0; k < n_columns; ++k) add_scaled(column(k) + first, beta[k], n, eta);
    } else if (n_columns) {
      for (int i = 0; i < n; ++i)
        for (int j = X_u[first + i] - 1; j < X_u[first + i + 1] - 1; ++j) eta[i] += X_w[j] * beta[X_v[j] - 1];
    }
  }

  // Add the derivatives for coefficients and effects, given those for the linear predictors of these rows.
  void scatter(int first, int n, const double* slope, double* d_beta, double* d_b) const {
    each_coefficient([&](int start, const int* of_row, const double* z) {
      double* u = d_b + start - 1;
      of_row += first;
      // Rows of one level in a row are summed before their sum is stored: each store would wait for the one before.
      for (int i = 0; i < n;) {
        const int own = of_row[i];
        double sum = 0;
        if (z) do sum += z[first + i] * slope[i]; while (++i < n && of_row[i] == own);
        else do sum += slope[i]; while (++i < n && of_row[i] == own);
        u[own] += sum;
      }
    });
    if (!sparse) {
      for (int k = 0; k < n_columns; ++k) d_beta[k] += dot(column(k) + first, slope, n);
    } else if (n_columns) {
      for (int i = 0; i < n; ++i)
        for (int j = X_u[first + i] - 1; j < X_u[first + i + 1] - 1; ++j) d_beta[X_v[j] - 1] += X_w[j] * slope[i];
    }
  }

  const double* column(int k) const { return X + static_cast<std::ptrdiff_t>(k) * N; }
};

// From the arguments that stan/include/rows_arguments.stan lists, and what every function in C++ is given last.
template <typename Matrix, typename Vector, typename OffsetVector, typename ZMatrix>
Rows make_rows(int n_columns, int sparse_X, const Matrix& X, const Vector& X_w, const Indices& X_v, const Indices& X_u,
               int has_offset, const OffsetVector& offset, const Indices& p, const Indices& l,
               const std::vector<Indices>& level, const ZMatrix& Z, const Indices& z_column, std::ostream*) {
  return {static_cast<int>(offset.size()), has_offset ? offset.data() : nullptr, sparse_X != 0, X.data(), n_columns,
          X_w.data(), X_v, X_u, p, l, level, Z.data(), z_column};
}

// Numbers of a vector: its own, or those of autodiff variables, copied into Stan's arena.
template <typename Vector>
auto numbers(const Vector& x) {
  if constexpr (stan::is_var<stan::scalar_type_t<Vector>>::value) {
    stan::arena_t<Eigen::VectorXd> out = stan::math::value_of(x);
    return out;
  } else {
    return Eigen::Map<const Eigen::VectorXd>(x.data(), x.size());
  }
}

// Log density of all rows, with its derivatives. `density` has two functions:
//   rows(first, n, eta, slope, d_aux, d_nu)  the log density of some rows, its slopes for eta; adds to d_aux and d_nu
//   rest(d_aux, d_nu)                        what does not depend on eta
template <typename Density, typename T_intercept, typename T_beta, typename T_b, typename T_aux, typename T_nu>
stan::return_type_t<T_intercept, T_beta, T_b, T_aux, T_nu> log_density(
    const Density& density, const Rows& rows, const T_intercept& intercept, const T_beta& beta, const T_b& b,
    const T_aux& aux, const T_nu& nu) {
  using stan::math::value_of;
  constexpr bool differentiated = !stan::is_constant_all<T_intercept, T_beta, T_b, T_aux, T_nu>::value;
  auto parts = stan::math::make_partials_propagator(intercept, beta, b, aux, nu);
  auto beta_ = numbers(beta), b_ = numbers(b);
  double eta[block_size], slope[block_size];
  double d_intercept = 0, d_aux = 0, d_nu = 0, value = 0;
  for (int first = 0; first < rows.N; first += block_size) {
    int n = std::min(block_size, rows.N - first);
    rows.predict(first, n, value_of(intercept), beta_.data(), b_.data(), eta);
    value += density.rows(first, n, eta, slope, d_aux, d_nu);
    if constexpr (differentiated) {
      d_intercept += sum(slope, n);
      rows.scatter(first, n, slope, stan::math::partials<1>(parts).data(), stan::math::partials<2>(parts).data());
    }
  }
  value += density.rest(d_aux, d_nu);
  if constexpr (!stan::is_constant<T_intercept>::value) stan::math::partials<0>(parts)[0] = d_intercept;
  if constexpr (!stan::is_constant<T_aux>::value) stan::math::partials<3>(parts)[0] = d_aux;
  if constexpr (!stan::is_constant<T_nu>::value) stan::math::partials<4>(parts)[0] = d_nu;
  return parts.build(value);
}

}  // namespace nbmixed

// The least of bound * (offset + X beta + Z b); its derivative is that of its row.
template <typename T_beta, typename T_b, typename... Data>
stan::return_type_t<T_beta, T_b> least_linear_predictor(int bound, const T_beta& beta, const T_b& b, const Data&... data) {
  using namespace nbmixed;
  Rows rows = make_rows(beta.size(), data...);
  auto parts = stan::math::make_partials_propagator(beta, b);
  auto beta_ = numbers(beta), b_ = numbers(b);
  double eta[block_size], least = stan::math::INFTY, slope = bound;
  int nearest = 0;
  for (int first = 0; first < rows.N; first += block_size) {
    int n = std::min(block_size, rows.N - first);
    rows.predict(first, n, 0, beta_.data(), b_.data(), eta);
    for (int i = 0; i < n; ++i) {
      if (bound * eta[i] >= least) continue;
      least = bound * eta[i];
      nearest = first + i;
    }
  }
  if constexpr (!stan::is_constant_all<T_beta, T_b>::value) {
    using stan::math::partials;
    if (rows.N) rows.scatter(nearest, 1, &slope, partials<0>(parts).data(), partials<1>(parts).data());
  }
  return parts.build(least);
}
