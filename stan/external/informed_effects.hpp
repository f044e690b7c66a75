/* Group effects from their coordinates where data say something of them.
 *
 * Given the coefficients before it an effect is N(m, s), where m = sum_c L[a, c] nu[c] over the innovations nu of those
 * coefficients, L the term's Cholesky factor and s = L[a, a]. Beside rows whose likelihood is about N(e, 1 / sqrt(A)) for it,
 * it is sampled as
 *
 *     nu = s A (e - m) / d + z / sqrt(d),   b = m + s nu,   d = 1 + s^2 A,
 *
 * with standard normal z: without information non-centred, with much of it centred. The log density of b and log |db/dz| less
 * log(s) are -nu^2 / 2 - log(d) / 2. Smooths are the last terms, of one coefficient each; what the rows say of one is less by
 * the product of `cross` and those behind it.
 */
#pragma once
#include <stan/model/model_header.hpp>
#include <cmath>
#include <ostream>
#include <vector>
#include "arithmetic.hpp"

namespace nbmixed {

// Sum of logarithms, of products of as many numbers as stay far from overflow.
inline double sum_of_logs(const double* x, int n) {
  double sum = 0, product = 1;
  for (int i = 0; i < n; ++i) {
    product *= x[i];
    if (product > 1e100) {
      sum += std::log(product);
      product = 1;
    }
  }
  return sum + std::log(product);
}

// The coefficients of one kind at all levels of a term.
NBMIXED_VECTORISED inline void effects_forward(int n, double s, const double* A, const double* e, const double* z,
                                               const double* m, double* d, double* nu, double* b) {
  for (int j = 0; j < n; ++j) {
    d[j] = 1 + s * s * A[j];
    nu[j] = s * A[j] * (e[j] - m[j]) / d[j] + z[j] / std::sqrt(d[j]);
    b[j] = m[j] + s * nu[j];
  }
}

// From the derivatives for b and nu (from coefficients after it) and the density's weight: those for z, e and m, of each level
// what s receives.
NBMIXED_VECTORISED inline void effects_backward(int n, double s, double weight, const double* A, const double* e, const double* z,
                                                const double* m, const double* d, const double* nu, const double* d_b,
                                                double* d_nu, double* d_z, double* d_e, double* d_m, double* d_s) {
  for (int j = 0; j < n; ++j) {
    const double inverse = 1 / d[j], root = std::sqrt(inverse), share = s * A[j] * inverse;
    const double own = d_nu[j] + s * d_b[j] - weight * nu[j];
    d_z[j] = own * root;
    d_e[j] = own * share;
    d_m[j] = d_b[j] - own * share;
    const double slope = A[j] * (2 - d[j]) * inverse * inverse * (e[j] - m[j]) - z[j] * share * root;
    d_s[j] = d_b[j] * nu[j] + own * slope - weight * share;
    d_nu[j] = own;
  }
}

class InformedEffects {
 public:
  // What is pointed to must outlive this.
  InformedEffects(const int* p, const int* l, int n_terms, const double* A, int n_smooth, const double* cross, int rows)
      : p_(p), l_(l), A_(A), n_smooth_(n_smooth), n_terms_(n_terms), cross_(cross), rows_(rows) {
    for (int t = 0; t < n_terms_; ++t) q_ += p_[t] * l_[t];
    for (int t = n_terms_ - n_smooth_; t < n_terms_; ++t) w_ += l_[t];
  }

  int size() const { return q_; }

  // Effects b, with innovations nu, means m and d; `e` is replaced by what rows say beside the smooths behind. Returns the log
  // density.
  double forward(const double* theta, const double* z, double* e, double* m, double* d, double* nu, double* b) const {
    std::fill(m, m + q_, 0.0);
    each_term([&](int t, int at, int here) {
      const int n = l_[t];
      for (int a = 0; a < p_[t]; ++a) {
        const int own = at + a * n;
        for (int c = 0; c < a; ++c) add(theta[here + a + (here + c) * rows_], nu + at + c * n, n, m + own);
        effects_forward(n, theta[(here + a) * (rows_ + 1)], A_ + own, e + own, z + own, m + own, d + own, nu + own, b + own);
      }
    });
    each_smooth([&](int t, int at, int here) {
      const int n = l_[t], behind = at + n, row = at - (q_ - w_);
      for (int k = behind; k < q_; ++k)
        for (int j = 0; j < n; ++j) e[at + j] -= cross_[row + j + (k - (q_ - w_)) * w_] * b[k];
      effects_forward(n, theta[here * (rows_ + 1)], A_ + at, e + at, z + at, m + at, d + at, nu + at, b + at);
    });
    double squares = 0;
    for (int i = 0; i < q_; ++i) squares += nu[i] * nu[i];
    return -0.5 * squares - 0.5 * sum_of_logs(d, q_);
  }

  // Adds the derivative for theta_L; d_b holds those for b and is changed.
  void backward(const double* theta, double weight, const double* z, const double* e, const double* m, const double* d,
                const double* nu, double* d_b, double* d_nu, double* d_z, double* d_e, double* d_m, double* d_s,
                double* d_theta) const {
    std::fill(d_nu, d_nu + q_, 0.0);
    auto one = [&](int at, int n, int diagonal) {
      effects_backward(n, theta[diagonal], weight, A_ + at, e + at, z + at, m + at, d + at, nu + at, d_b + at, d_nu + at,
                       d_z + at, d_e + at, d_m + at, d_s + at);
      d_theta[diagonal] += sum(d_s + at, n);
    };
    for (int t = n_terms_ - n_smooth_, at = q_ - w_, here = rows_ - n_smooth_; t < n_terms_; at += l_[t], ++t, ++here) {
      one(at, l_[t], here * (rows_ + 1));
      const int row = at - (q_ - w_);
      for (int k = at + l_[t]; k < q_; ++k)
        for (int j = 0; j < l_[t]; ++j) d_b[k] -= cross_[row + j + (k - (q_ - w_)) * w_] * d_e[at + j];
    }
    each_term([&](int t, int at, int here) {
      const int n = l_[t];
      for (int a = p_[t] - 1; a >= 0; --a) {
        one(at + a * n, n, (here + a) * (rows_ + 1));
        for (int c = 0; c < a; ++c) {
          const int element = here + a + (here + c) * rows_;
          double sum = 0;
          for (int j = 0; j < n; ++j) sum += d_m[at + a * n + j] * nu[at + c * n + j];
          d_theta[element] += sum;
          add(theta[element], d_m + at + a * n, n, d_nu + at + c * n);
        }
      }
    });
  }

 private:
  // Call visit(term, first effect, row of theta_L) for the terms before the smooths.
  template <typename Visit>
  void each_term(const Visit& visit) const {
    for (int t = 0, at = 0, here = 0; t < n_terms_ - n_smooth_; at += p_[t] * l_[t], here += p_[t], ++t) visit(t, at, here);
  }

  // For smooths, the last one first.
  template <typename Visit>
  void each_smooth(const Visit& visit) const {
    int at = q_;
    for (int i = 1; i <= n_smooth_; ++i) visit(n_terms_ - i, at -= l_[n_terms_ - i], rows_ - i);
  }

  static void add(double scale, const double* x, int n, double* out) {
    for (int j = 0; j < n; ++j) out[j] += scale * x[j];
  }

  const int *p_, *l_;
  const double* A_;
  int n_smooth_, n_terms_;
  const double* cross_;
  int rows_, q_ = 0, w_ = 0;
};

}  // namespace nbmixed

// Effects, and the log density of their coordinates without its constant.
template <typename Z, typename T, typename A_type, typename E, typename C,
          stan::require_all_not_st_var<Z, T, E>* = nullptr>
Eigen::VectorXd informed_effects(const Z& z_b, const T& theta_L, const std::vector<int>& p, const std::vector<int>& l,
                                 const A_type& information, const E& estimate, const int& n_smooth, const C& cross,
                                 std::ostream*) {
  const Eigen::MatrixXd theta = theta_L;
  const Eigen::VectorXd z = z_b;
  Eigen::VectorXd e = estimate;
  const Eigen::VectorXd A = information;
  nbmixed::InformedEffects effects(p.data(), l.data(), p.size(), A.data(), n_smooth, cross.data(), theta.rows());
  const int q = effects.size();
  Eigen::VectorXd m(q), d(q), nu(q), out(q + 1);
  out[q] = effects.forward(theta.data(), z.data(), e.data(), m.data(), d.data(), nu.data(), out.data());
  return out;
}

template <typename Z, typename T, typename A_type, typename E, typename C, stan::require_any_st_var<Z, T, E>* = nullptr>
Eigen::Matrix<stan::math::var, -1, 1> informed_effects(const Z& z_b, const T& theta_L, const std::vector<int>& p,
                                                       const std::vector<int>& l, const A_type& information,
                                                       const E& estimate, const int& n_smooth, const C& cross,
                                                       std::ostream*) {
  using stan::math::var;
  using Doubles = stan::arena_t<Eigen::VectorXd>;
  stan::arena_t<Eigen::Matrix<var, -1, 1>> z_arena = stan::math::promote_scalar<var>(z_b);
  stan::arena_t<Eigen::Matrix<var, -1, -1>> theta_arena = stan::math::promote_scalar<var>(theta_L);
  constexpr bool varying = stan::is_var<stan::scalar_type_t<E>>::value;
  stan::arena_t<Eigen::Matrix<var, -1, 1>> e_arena(varying ? estimate.size() : 0);
  if constexpr (varying) e_arena = estimate;
  stan::arena_t<Eigen::MatrixXd> theta = theta_arena.val();
  Doubles z = z_arena.val();
  Doubles e = stan::math::value_of(estimate);
  // Arguments may be temporary; `cross` is a member of the program.
  Doubles A = information;
  stan::arena_t<std::vector<int>> p_arena(p.begin(), p.end()), l_arena(l.begin(), l.end());
  nbmixed::InformedEffects effects(p_arena.data(), l_arena.data(), p.size(), A.data(), n_smooth, cross.data(), theta.rows());
  const int q = effects.size();
  Doubles m(q), d(q), nu(q), b(q);
  stan::arena_t<Eigen::Matrix<var, -1, 1>> out(q + 1);
  const double density = effects.forward(theta.data(), z.data(), e.data(), m.data(), d.data(), nu.data(), b.data());
  for (int i = 0; i < q; ++i) out[i] = b[i];
  out[q] = density;
  stan::math::reverse_pass_callback([effects, z_arena, theta_arena, e_arena, theta, z, e, m, d, nu, out]() mutable {
    const int q = effects.size();
    Doubles d_b(q), d_nu(q), d_z(q), d_e(q), d_m(q), d_s(q);
    stan::arena_t<Eigen::MatrixXd> d_theta(theta.rows(), theta.cols());
    d_theta.setZero();
    for (int i = 0; i < q; ++i) d_b[i] = out[i].adj();
    effects.backward(theta.data(), out[q].adj(), z.data(), e.data(), m.data(), d.data(), nu.data(), d_b.data(), d_nu.data(),
                     d_z.data(), d_e.data(), d_m.data(), d_s.data(), d_theta.data());
    z_arena.adj() += d_z;
    theta_arena.adj() += d_theta;
    if (e_arena.size()) e_arena.adj() += d_e;
  });
  return out;
}
