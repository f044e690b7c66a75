/* The likelihood of stan/lmm.stan, its group effects integrated out, with derivatives by hand.
 *
 *     -W log sigma - 1/2 log det M - (r'Wr - u'Vu) / (2 sigma^2),   u = Z'W r,   r = y - X coef - Z3 b
 *
 * where effects b3 of the terms in Z3 are sampled and all others integrated out; M and V as in elimination.hpp. Data
 * enter through cross-products around the least-squares fit, delta = coef - least_squares. tests/stan has the same
 * function as plain Stan.
 */
#ifndef NBMIXED_LMM_HPP
#define NBMIXED_LMM_HPP

#include "elimination.hpp"
#include "informed_effects.hpp"

#include <stan/math.hpp>
#include <ostream>
#include <vector>

namespace nbmixed {

// A matrix in compressed rows, counted from 1 as Stan does.
template <typename Values>
struct Compressed {
  const Values& w;
  const std::vector<int>&v, &u;

  int rows() const { return u.empty() ? 0 : static_cast<int>(u.size()) - 1; }

  template <typename In, typename Out>
  void subtract_product(const In& x, Out& y) const {
    for (int i = 0; i < rows(); ++i) {
      double sum = 0;
      for (int k = u[i] - 1; k < u[i + 1] - 1; ++k) sum += w[k] * x[v[k] - 1];
      y[i] -= sum;
    }
  }

  template <typename In, typename Out>
  void subtract_transposed_product(const In& x, Out& y) const {
    for (int i = 0; i < rows(); ++i)
      for (int k = u[i] - 1; k < u[i + 1] - 1; ++k) y[v[k] - 1] -= w[k] * x[i];
  }
};

template <typename Values>
Compressed<Values> compressed(const Values& w, const std::vector<int>& v, const std::vector<int>& u) {
  return {w, v, u};
}

}  // namespace nbmixed

template <typename Delta, typename Theta, typename Sigma, typename B, typename XX, typename ZX, typename ZZ,
          typename Root, typename Zr, typename Z3X, typename W33, typename W13>
inline stan::return_type_t<Delta, Theta, Sigma, B> integrated_likelihood(
    const Delta& delta_arg, const Theta& theta_arg, const Sigma& sigma_arg, const B& b_arg, double total_weight,
    double ssr, const XX& XtX, const ZX& ZtrX, const std::vector<int>& plan, const ZZ& ZtZ, const Root& root_ZtZ,
    const Zr& Z3tr, const Z3X& Z3tX, const W33& Z3tZ3_w, const std::vector<int>& Z3tZ3_v,
    const std::vector<int>& Z3tZ3_u, const W13& ZtZ3_w, const std::vector<int>& ZtZ3_v,
    const std::vector<int>& ZtZ3_u, std::ostream*) {
  using Eigen::MatrixXd;
  using Eigen::VectorXd;
  static thread_local nbmixed::Workspace space;
  static thread_local VectorXd one_delta, u, w, XtX_delta, left3, b;
  static thread_local MatrixXd theta_L, gradient;
  const double sigma = stan::math::value_of(sigma_arg), inv_variance = 1 / (sigma * sigma);
  const int K = delta_arg.size(), n = ZtrX.rows();
  one_delta.resize(1 + K);
  one_delta << 1, stan::math::value_of(delta_arg);
  theta_L = stan::math::value_of(theta_arg);
  b = stan::math::value_of(b_arg);
  const auto with_first = nbmixed::compressed(ZtZ3_w, ZtZ3_v, ZtZ3_u);

  u.setZero(n);
  for (int k = 0; k <= K; ++k) u += one_delta[k] * ZtrX.col(k);
  XtX_delta.noalias() = XtX * one_delta.tail(K);
  double ssq = ssr + one_delta.tail(K).dot(XtX_delta);
  if (b.size()) {
    with_first.subtract_product(b, u);
    left3 = Z3tr;  // of the residuals without the integrated effects
    left3.noalias() -= Z3tX * one_delta.tail(K);
    ssq -= b.dot(left3);
    nbmixed::compressed(Z3tZ3_w, Z3tZ3_v, Z3tZ3_u).subtract_product(b, left3);
    ssq -= b.dot(left3);
  }
  Eigen::Map<const MatrixXd> root(root_ZtZ.data(), root_ZtZ.rows(), root_ZtZ.cols());
  nbmixed::Elimination elimination(plan, ZtZ.data(), root, theta_L.data(), space);
  elimination.forward(u.data());
  ssq -= elimination.quadratic;
  const double value
      = -total_weight * std::log(sigma) - 0.5 * elimination.log_det - 0.5 * ssq * inv_variance;

  auto partials = stan::math::make_partials_propagator(delta_arg, theta_arg, sigma_arg, b_arg);
  if constexpr (!stan::is_constant_all<Delta, Theta, Sigma, B>::value) {
    w.setZero(n);
    gradient.resize(theta_L.rows(), theta_L.cols());
    elimination.backward(inv_variance, w.data(), gradient.data());
    if constexpr (!stan::is_constant_all<Theta>::value) stan::math::partials<1>(partials) = gradient;
    if constexpr (!stan::is_constant_all<Sigma>::value)
      stan::math::partials<2>(partials)[0] = -total_weight / sigma + ssq * inv_variance / sigma;
    if constexpr (!stan::is_constant_all<Delta>::value) {
      for (int k = 0; k < K; ++k) one_delta[1 + k] = ZtrX.col(1 + k).dot(w);
      XtX_delta -= one_delta.tail(K);
      if (b.size()) XtX_delta.noalias() += Z3tX.transpose() * b;
      stan::math::partials<0>(partials) = -inv_variance * XtX_delta;
    }
    if constexpr (!stan::is_constant_all<B>::value) {
      if (b.size()) {
        with_first.subtract_transposed_product(w, left3);
        stan::math::partials<3>(partials) = inv_variance * left3;
      }
    }
  }
  return partials.build(value);
}

#endif
