/* Coefficients and group effects from coordinates that are standard normal beside a normal likelihood.
 *
 * Given theta_L, the Cholesky factors of the covariance of the effects, b = Lambda v with v standard normal a priori and Lambda
 * = theta_L (x) I(levels). Beside a likelihood with precision A and linear term g for (b, c), where c are the coefficients in units
 * of their coordinates, (v, c) is normal with precision M and mean M^-1 r,
 *
 *     M = T'AT + diag(I, 0),   r = T'g,   T = diag(Lambda, I).
 *
 * With the sparse factor L L' = M, x = (v, c) = L'^-1 (L^-1 r + z) for standard normal z. This returns b = Lambda v, c, and as the
 * last element the log density of v without its constant and log |dx/dz|: -v'v / 2 - sum(log(diagonal(L))). A and g are data:
 * they decide the coordinates, not the model.
 *
 * The derivative goes backward through the solutions and the factor (Murray 2016, Differentiation of the Cholesky
 * decomposition, on the pattern of L). The plan, made once by nbmixed/programs/conditional_normal.py, holds, from 0:
 *
 *     n  q  nnz  n_terms  n_pairs  largest  unknowns, effects among them, elements of L, terms, pairs of terms, largest block
 *     place[n]                              where each unknown stands in the order of elimination
 *     column[n + 1]  row[nnz]               L by columns, the diagonal first
 *     left[n + 1]  left_column[]  left_at[] by rows: the columns of the elements left of the diagonal, and their places in L
 *     terms[n_terms][4]                     row of theta_L, coefficients, levels, first effect
 *     pairs: rows of theta_L (-1: c) and coefficients of the later and the earlier term, number of blocks; for each element of
 *            each block its place in L, -1 above the diagonal
 */
#pragma once
#include <stan/model/model_header.hpp>
#include <algorithm>
#include <cmath>
#include <ostream>
#include <vector>

namespace nbmixed {

class ConditionalNormal {
 public:
  int n, q, nnz, n_terms, n_pairs;
  const int *place, *column, *row, *left, *left_column, *left_at, *terms, *pairs;

  ConditionalNormal(const int* plan, const double* A, const double* g, const double* theta, int theta_rows,
                    double* half)
      : n(plan[0]), q(plan[1]), nnz(plan[2]), n_terms(plan[3]), n_pairs(plan[4]), place(plan + 6), column(place + n),
        row(column + n + 1), left(row + nnz), left_column(left + n + 1), left_at(left_column + nnz - n),
        terms(left_at + nnz - n), pairs(terms + 4 * n_terms), A_(A), g_(g), theta_(theta), m_(theta_rows), half_(half) {}

  // The lower triangle of M, in the places of L.
  void assemble(double* M) const {
    std::fill(M, M + nnz, 0.0);
    for (int e = 0; e < q; ++e) M[column[place[e]]] = 1;
    each_block([&](const Pair& pair, const double* block, const int* at, double* half) {
      times_right(pair, block, half);
      for (int a = 0; a < pair.p; ++a)
        for (int b = 0; b < pair.r; ++b) {
          if (at[a * pair.r + b] < 0) continue;
          double sum = 0;
          for (int c = a; c < pair.last(a); ++c) sum += pair.left(c, a) * half[c * pair.r + b];
          M[at[a * pair.r + b]] += sum;
        }
    });
  }

  // L in the place of M; false where M is not positive definite.
  bool factor(double* L, double* work) const {
    for (int j = 0; j < n; ++j) {
      const int first = column[j], end = column[j + 1];
      for (int p = first; p < end; ++p) work[row[p]] = L[p];
      for (int k = left[j]; k < left[j + 1]; ++k) {
        const int at = left_at[k], stop = column[left_column[k] + 1];
        const double value = L[at];
        if (contiguous(at, stop)) {
          double* to = work + row[at];
          for (int p = at; p < stop; ++p) to[p - at] -= L[p] * value;
        } else {
          for (int p = at; p < stop; ++p) work[row[p]] -= L[p] * value;
        }
      }
      if (!(work[j] > 0)) return false;
      const double root = std::sqrt(work[j]), inverse = 1 / root;
      L[first] = root;
      for (int p = first + 1; p < end; ++p) L[p] = work[row[p]] * inverse;
    }
    return true;
  }

  void solve_lower(const double* L, double* x) const {
    for (int j = 0; j < n; ++j) {
      const double value = x[j] /= L[column[j]];
      for (int p = column[j] + 1; p < column[j + 1]; ++p) x[row[p]] -= L[p] * value;
    }
  }

  void solve_upper(const double* L, double* x) const {
    for (int j = n - 1; j >= 0; --j) {
      double sum = x[j];
      for (int p = column[j] + 1; p < column[j + 1]; ++p) sum -= L[p] * x[row[p]];
      x[j] = sum / L[column[j]];
    }
  }

  // T'g in the order of elimination.
  void right_side(double* r) const {
    for (int e = q; e < n; ++e) r[place[e]] = g_[e];
    for (int e = 0; e < q; ++e) r[place[e]] = 0;
    each_effect([&](int own, int other, double factor) { r[place[own]] += factor * g_[other]; });
  }

  // b and c from x, and the sum of squares of v.
  double effects(const double* x, double* out) const {
    double sum = 0;
    for (int e = 0; e < q; ++e) {
      out[e] = 0;
      sum += x[place[e]] * x[place[e]];
    }
    for (int e = q; e < n; ++e) out[e] = x[place[e]];
    each_effect([&](int from, int to, double factor) { out[to] += factor * x[place[from]]; });
    return sum;
  }

  // The derivatives for x and theta_L from those for b and c and for the log density of v.
  void effects_backward(const double* x, const double* d_out, double d_density, double* dx, double* d_theta) const {
    for (int e = 0; e < q; ++e) dx[place[e]] = -x[place[e]] * d_density;
    for (int e = q; e < n; ++e) dx[place[e]] = d_out[e];
    each_effect([&](int from, int to, double factor) { dx[place[from]] += factor * d_out[to]; });
    each_factor([&](int levels, int from, int to, int at) {
      double sum = 0;
      for (int l = 0; l < levels; ++l) sum += d_out[to + l] * x[place[from + l]];
      d_theta[at] += sum;
    });
  }

  // The derivative for M, from that for L and in its place.
  void factor_backward(const double* L, double* d, double* work) const {
    for (int j = n - 1; j >= 0; --j) {
      const int first = column[j], end = column[j + 1];
      const double inverse = 1 / L[first];
      double sum = 0;
      for (int p = first + 1; p < end; ++p) {
        sum += d[p] * L[p];
        d[p] *= inverse;
        work[row[p]] = d[p];
      }
      work[j] = d[first] = 0.5 * inverse * (d[first] - sum * inverse);
      for (int k = left[j]; k < left[j + 1]; ++k) {
        const int at = left_at[k], stop = column[left_column[k] + 1];
        const double value = L[at];
        double dot = 0;
        if (contiguous(at, stop)) {
          const double* from = work + row[at];
          for (int p = at; p < stop; ++p) d[p] -= from[p - at] * value;
          for (int p = at; p < stop; ++p) dot += from[p - at] * L[p];
        } else {
          for (int p = at; p < stop; ++p) {
            const double w = work[row[p]];
            d[p] -= w * value;
            dot += w * L[p];
          }
        }
        d[at] -= dot;
      }
    }
  }

  // What M and r contribute to the derivative for theta_L.
  void assemble_backward(const double* dM, const double* dr, double* d_theta) const {
    each_block([&](const Pair& pair, const double* block, const int* at, double* half) {
      times_right(pair, block, half);
      for (int a = 0; a < pair.p; ++a)
        for (int b = 0; b < pair.r; ++b) {
          if (at[a * pair.r + b] < 0) continue;
          const double d = dM[at[a * pair.r + b]];
          if (pair.s >= 0)
            for (int c = a; c < pair.p; ++c) d_theta[pair.s + c + (pair.s + a) * m_] += d * half[c * pair.r + b];
          if (pair.t >= 0)
            for (int e = b; e < pair.r; ++e) {
              double sum = 0;
              for (int c = a; c < pair.last(a); ++c) sum += pair.left(c, a) * block[c * pair.r + e];
              d_theta[pair.t + e + (pair.t + b) * m_] += d * sum;
            }
        }
    });
    each_factor([&](int levels, int own, int other, int at) {
      double sum = 0;
      for (int l = 0; l < levels; ++l) sum += dr[place[own + l]] * g_[other + l];
      d_theta[at] += sum;
    });
  }

 private:
  const double *A_, *g_, *theta_;
  int m_;
  double* half_;  // as large as the largest block

  struct Pair {
    int s, p, t, r;
    const double* theta;
    int m;
    // Elements of the factors; that of the coefficients is the identity.
    double left(int c, int a) const { return s < 0 ? 1.0 : theta[s + c + (s + a) * m]; }
    double right(int e, int b) const { return t < 0 ? 1.0 : theta[t + e + (t + b) * m]; }
    int last(int a) const { return s < 0 ? a + 1 : p; }
    int right_last(int b) const { return t < 0 ? b + 1 : r; }
  };

  bool contiguous(int at, int stop) const { return row[stop - 1] - row[at] == stop - 1 - at; }

  static void times_right(const Pair& pair, const double* block, double* half) {
    for (int c = 0; c < pair.p; ++c)
      for (int b = 0; b < pair.r; ++b) {
        double sum = 0;
        for (int e = b; e < pair.right_last(b); ++e) sum += block[c * pair.r + e] * pair.right(e, b);
        half[c * pair.r + b] = sum;
      }
  }

  template <typename Visit>
  void each_block(const Visit& visit) const {
    const int* at = pairs;
    const double* block = A_;
    for (int k = 0; k < n_pairs; ++k) {
      const Pair pair{at[0], at[1], at[2], at[3], theta_, m_};
      const int blocks = at[4], size = pair.p * pair.r;
      at += 5;
      for (int i = 0; i < blocks; ++i, at += size, block += size) visit(pair, block, at, half_);
    }
  }

  // For coefficients a <= c of a term: number of levels, first effects of both, place of their element in theta_L.
  template <typename Visit>
  void each_factor(const Visit& visit) const {
    const int* term = terms;
    for (int t = 0; t < n_terms; ++t, term += 4)
      for (int a = 0; a < term[1]; ++a)
        for (int c = a; c < term[1]; ++c)
          visit(term[2], term[3] + a * term[2], term[3] + c * term[2], term[0] + c + (term[0] + a) * m_);
  }

  // The same level by level, with the element's value.
  template <typename Visit>
  void each_effect(const Visit& visit) const {
    each_factor([&](int levels, int own, int other, int at) {
      for (int l = 0; l < levels; ++l) visit(own + l, other + l, theta_[at]);
    });
  }
};

inline void require_positive_definite(bool holds) {
  if (!holds) throw std::domain_error("the precision of effects and coefficients is not positive definite");
}

}  // namespace nbmixed

// Effects, coefficients in units of their coordinates, and the log density of v and log |dx/dz|.
template <typename Z, typename T, typename A_type, typename G, stan::require_all_st_arithmetic<Z, T>* = nullptr>
Eigen::VectorXd conditional_normal(const Z& z, const T& theta_L, const std::vector<int>& plan, const A_type& A, const G& g,
                                   std::ostream*) {
  const Eigen::MatrixXd theta = theta_L;
  const Eigen::VectorXd standard = z;
  Eigen::VectorXd half(plan[5]);
  nbmixed::ConditionalNormal model(plan.data(), A.data(), g.data(), theta.data(), theta.rows(), half.data());
  const int n = model.n;
  Eigen::VectorXd L(model.nnz), x(n), out(n + 1), work(n);
  model.assemble(L.data());
  nbmixed::require_positive_definite(model.factor(L.data(), work.data()));
  model.right_side(x.data());
  model.solve_lower(L.data(), x.data());
  x += standard;
  model.solve_upper(L.data(), x.data());
  out[n] = -0.5 * model.effects(x.data(), out.data());
  for (int j = 0; j < n; ++j) out[n] -= std::log(L[model.column[j]]);
  return out;
}

template <typename Z, typename T, typename A_type, typename G, stan::require_any_st_var<Z, T>* = nullptr>
Eigen::Matrix<stan::math::var, -1, 1> conditional_normal(const Z& z, const T& theta_L, const std::vector<int>& plan,
                                                         const A_type& A, const G& g, std::ostream*) {
  using stan::math::var;
  using Doubles = stan::arena_t<Eigen::VectorXd>;
  stan::arena_t<Eigen::Matrix<var, -1, 1>> z_arena = stan::math::promote_scalar<var>(z);
  stan::arena_t<Eigen::Matrix<var, -1, -1>> theta_arena = stan::math::promote_scalar<var>(theta_L);
  stan::arena_t<Eigen::MatrixXd> theta = theta_arena.val();
  Doubles block(plan[5]);
  nbmixed::ConditionalNormal model(plan.data(), A.data(), g.data(), theta.data(), theta.rows(), block.data());
  const int n = model.n;
  Doubles L(model.nnz), half(n), x(n), work(n);
  model.assemble(L.data());
  nbmixed::require_positive_definite(model.factor(L.data(), work.data()));
  model.right_side(half.data());
  model.solve_lower(L.data(), half.data());
  x = half + z_arena.val();
  model.solve_upper(L.data(), x.data());
  stan::arena_t<Eigen::Matrix<var, -1, 1>> out(n + 1);
  Doubles values(n);
  double density = -0.5 * model.effects(x.data(), values.data());
  for (int j = 0; j < n; ++j) density -= std::log(L[model.column[j]]);
  for (int e = 0; e < n; ++e) out[e] = values[e];
  out[n] = density;
  stan::math::reverse_pass_callback([model, z_arena, theta_arena, theta, L, half, x, work, out]() mutable {
    const int n = model.n;
    Doubles dw(n), dr(n), dL(model.nnz), d_out(n);
    stan::arena_t<Eigen::MatrixXd> d_theta(theta.rows(), theta.cols());
    d_theta.setZero();
    const double d_density = out[n].adj();
    for (int e = 0; e < n; ++e) d_out[e] = out[e].adj();
    model.effects_backward(x.data(), d_out.data(), d_density, dw.data(), d_theta.data());
    model.solve_lower(L.data(), dw.data());
    z_arena.adj() += dw;
    std::copy(dw.data(), dw.data() + n, dr.data());  // an arena matrix would share the memory
    model.solve_upper(L.data(), dr.data());
    for (int j = 0; j < n; ++j) {
      const int first = model.column[j];
      for (int p = first; p < model.column[j + 1]; ++p) {
        const int i = model.row[p];
        dL[p] = -x[i] * dw[j] - dr[i] * half[j];
      }
      dL[first] -= d_density / L[first];
    }
    model.factor_backward(L.data(), dL.data(), work.data());
    model.assemble_backward(dL.data(), dr.data(), d_theta.data());
    theta_arena.adj() += d_theta;
  });
  return out;
}
