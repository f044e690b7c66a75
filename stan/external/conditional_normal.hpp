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
 * decomposition, on the pattern of L). A node is a level of a term, or all coefficients. Nodes that follow each other and have
 * the same rows of L below their diagonal blocks are one batch: what they subtract from later columns is summed in one
 * packed lower triangle first. The plan, made once by nbmixed/programs/conditional_normal.py, holds, from 0:
 *
 *     n  q  nnz  n_terms  n_pairs  most_columns  n_batches  most_below    unknowns, effects among them, elements of L, ...
 *     place[n]                              where each unknown stands in the order of elimination
 *     column[n + 1]  row[nnz]               L by columns, the diagonal first
 *     batches[n_batches][5]                 first column, nodes, columns of each, rows below m, first of the places in L
 *     target[]                              of each batch the places in L of the m (m + 1) / 2 elements, by columns
 *     terms[n_terms][4]                     row of theta_L, coefficients, levels, first effect
 *     pairs: row of theta_L and columns of the later term, then of the earlier one, number of blocks; for each element of each
 *            block its place in L, -1 above the diagonal. The rows of c, whose factor is the identity, are blocks of their own,
 *            with -1 for the row of theta_L and one column.
 */
#pragma once
#include <stan/model/model_header.hpp>
#include <algorithm>
#include <cmath>
#include <ostream>
#include <type_traits>
#include <vector>
#include "arithmetic.hpp"

namespace nbmixed {

// Call f with a number of rows that the compiler knows where it is small: short loops are then unrolled.
template <typename F>
auto with_rows(int m, const F& f) {
  using std::integral_constant;
  switch (m) {
    case 0: return f(integral_constant<int, 0>());
    case 1: return f(integral_constant<int, 1>());
    case 2: return f(integral_constant<int, 2>());
    case 3: return f(integral_constant<int, 3>());
    case 4: return f(integral_constant<int, 4>());
    case 5: return f(integral_constant<int, 5>());
    case 6: return f(integral_constant<int, 6>());
    case 7: return f(integral_constant<int, 7>());
    case 8: return f(integral_constant<int, 8>());
    default: return f(m);
  }
}

template <typename F>
auto with_columns(int p, const F& f) {
  switch (p) {
    case 1: return f(std::integral_constant<int, 1>());
    case 2: return f(std::integral_constant<int, 2>());
    case 3: return f(std::integral_constant<int, 3>());
    default: return f(p);
  }
}

// out += x x', the lower triangle of a square of m columns.
template <int M>
void add_products(std::integral_constant<int, M> m, const double* x, double* out) {
  for (int b = 0; b < m; ++b)
    for (int a = b; a < m; ++a) out[a + b * m] += x[a] * x[b];
}

NBMIXED_VECTORISED inline void add_products(int m, const double* x, double* out) {
  for (int b = 0; b < m; ++b, out += m)
    for (int a = b; a < m; ++a) out[a] += x[a] * x[b];
}

// out -= S x, S a full square.
template <int M>
void subtract_product(std::integral_constant<int, M> m, const double* S, const double* x, double* out) {
  for (int b = 0; b < m; ++b)
    for (int a = 0; a < m; ++a) out[a] -= S[a + b * m] * x[b];
}

NBMIXED_VECTORISED inline void subtract_product(int m, const double* S, const double* x, double* out) {
  for (int b = 0; b < m; ++b, S += m)
    for (int a = 0; a < m; ++a) out[a] -= S[a] * x[b];
}

class ConditionalNormal {
 public:
  int n, q, nnz, n_terms, n_pairs, n_batches;
  const int *place, *column, *row;

  // How many numbers a model works on beside its own.
  static int work_size(const int* plan) { return std::max(4 * plan[5] * plan[5], plan[7] * plan[7]); }

  ConditionalNormal(const int* plan, const double* A, const double* g, const double* theta, int theta_rows,
                    double* work)
      : n(plan[0]), q(plan[1]), nnz(plan[2]), n_terms(plan[3]), n_pairs(plan[4]), n_batches(plan[6]), place(plan + 8),
        column(place + n), row(column + n + 1), batches_(reinterpret_cast<const Batch*>(row + nnz)),
        targets_(row + nnz + 5 * n_batches), terms_(targets_ + (n_batches ? batches_[n_batches - 1].end() : 0)),
        pairs_(terms_ + 4 * n_terms), A_(A), g_(g), theta_(theta), m_(theta_rows), work_(work) {}

  // The lower triangle of M, in the places of L.
  void assemble(double* M) const {
    std::fill(M, M + nnz, 0.0);
    for (int e = 0; e < q; ++e) M[column[place[e]]] = 1;
    each_pair([&](const Pair& pair, auto p, auto r, const double* A, const int* at) {
      double small[4 * 3 * 3], *half = room(p, r, small);
      for (int i = 0; i < pair.blocks; ++i, A += p * r, at += p * r) {
        times_right(pair, p, r, A, half);
        for (int a = 0; a < p; ++a)
          for (int b = 0; b < r; ++b) {
            if (at[a * r + b] < 0) continue;
            double sum = 0;
            for (int c = a; c < p; ++c) sum += pair.left(c, a) * half[c * r + b];
            M[at[a * r + b]] += sum;
          }
      }
    });
  }

  // L in the place of M; false where M is not positive definite.
  bool factor(double* L) const {
    for (const Batch* batch = batches_; batch != batches_ + n_batches; ++batch)
      if (!with_rows(batch->below, [&](auto below) { return factor_batch(*batch, below, L); })) return false;
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
  void factor_backward(const double* L, double* d) const {
    for (const Batch* batch = batches_ + n_batches; batch-- != batches_;)
      with_rows(batch->below, [&](auto below) { batch_backward(*batch, below, L, d); });
  }

  // What M and r contribute to the derivative for theta_L.
  void assemble_backward(const double* dM, const double* dr, double* d_theta) const {
    each_pair([&](const Pair& pair, auto p, auto r, const double* A, const int* at) {
      double small[4 * 3 * 3], *half = room(p, r, small), *other = half + p * r, *d_left = other + p * r,
             *d_right = d_left + p * p;
      std::fill(d_left, d_right + r * r, 0.0);
      for (int i = 0; i < pair.blocks; ++i, A += p * r, at += p * r) {
        times_right(pair, p, r, A, half);
        times_left(pair, p, r, A, other);
        for (int a = 0; a < p; ++a)
          for (int b = 0; b < r; ++b) {
            const double d = at[a * r + b] < 0 ? 0 : dM[at[a * r + b]];
            for (int c = a; c < p; ++c) d_left[c + a * p] += d * half[c * r + b];
            for (int e = b; e < r; ++e) d_right[e + b * r] += d * other[a * r + e];
          }
      }
      pair.add_left(d_left, p, d_theta);
      pair.add_right(d_right, r, d_theta);
    });
    each_factor([&](int levels, int own, int other, int at) {
      double sum = 0;
      for (int l = 0; l < levels; ++l) sum += dr[place[own + l]] * g_[other + l];
      d_theta[at] += sum;
    });
  }

 private:
  struct Batch {
    int first, nodes, width, below, target;
    int size() const { return below * (below + 1) / 2; }
    int end() const { return target + size(); }
  };

  const Batch* batches_;
  const int *targets_, *terms_, *pairs_;
  const double *A_, *g_, *theta_;
  int m_;
  double* work_;

  // Blocks of A between two terms.
  struct Pair {
    int s, t, blocks;
    const double* theta;
    int m;
    double left(int c, int a) const { return s < 0 ? 1.0 : theta[s + c + (s + a) * m]; }
    double right(int e, int b) const { return t < 0 ? 1.0 : theta[t + e + (t + b) * m]; }
    template <typename Columns>
    void add_left(const double* d, Columns p, double* d_theta) const {
      if (s < 0) return;
      for (int a = 0; a < p; ++a)
        for (int c = a; c < p; ++c) d_theta[s + c + (s + a) * m] += d[c + a * p];
    }
    template <typename Columns>
    void add_right(const double* d, Columns r, double* d_theta) const {
      if (t < 0) return;
      for (int b = 0; b < r; ++b)
        for (int e = b; e < r; ++e) d_theta[t + e + (t + b) * m] += d[e + b * r];
    }
  };

  // Where two blocks and two factors of p and r columns find room.
  template <typename P, typename R>
  double* room(P p, R r, double* small) const {
    return p <= 3 && r <= 3 ? small : work_;
  }

  template <typename P, typename R>
  static void times_right(const Pair& pair, P p, R r, const double* block, double* out) {
    for (int c = 0; c < p; ++c)
      for (int b = 0; b < r; ++b) {
        double sum = 0;
        for (int e = b; e < r; ++e) sum += block[c * r + e] * pair.right(e, b);
        out[c * r + b] = sum;
      }
  }

  template <typename P, typename R>
  static void times_left(const Pair& pair, P p, R r, const double* block, double* out) {
    for (int a = 0; a < p; ++a)
      for (int e = 0; e < r; ++e) {
        double sum = 0;
        for (int c = a; c < p; ++c) sum += pair.left(c, a) * block[c * r + e];
        out[a * r + e] = sum;
      }
  }

  // The columns of a batch; what they give the later columns is summed in `work_` first.
  template <typename Rows>
  bool factor_batch(const Batch& batch, Rows below, double* L) const {
    std::fill(work_, work_ + below * below, 0.0);
    double* own = L + column[batch.first];
    for (int node = 0; node < batch.nodes; ++node) {
      for (int k = batch.width; k > 0; own += k + below, --k) {
        if (!(own[0] > 0)) return false;
        const double root = std::sqrt(own[0]), inverse = 1 / root;
        own[0] = root;
        for (int i = 1; i < k + below; ++i) own[i] *= inverse;
        double* next = own + k + below;
        for (int i = 1; i < k; next += k + below - i, ++i)
          for (int j = i; j < k + below; ++j) next[j - i] -= own[i] * own[j];
        add_products(below, own + k, work_);
      }
    }
    const int* target = targets_ + batch.target;
    for (int b = 0; b < below; ++b)
      for (int a = b; a < below; ++a) L[*target++] -= work_[a + b * below];
    return true;
  }

  template <typename Rows>
  void batch_backward(const Batch& batch, Rows below, const double* L, double* d) const {
    const int* target = targets_ + batch.target;
    for (int b = 0; b < below; ++b) {
      work_[b + b * below] = 2 * d[*target++];
      for (int a = b + 1; a < below; ++a) work_[a + b * below] = work_[b + a * below] = d[*target++];
    }
    int at = column[batch.first + batch.nodes * batch.width];
    for (int node = 0; node < batch.nodes; ++node) {
      for (int k = 1; k <= batch.width; ++k) {
        at -= k + below;
        const double* own = L + at;
        double* d_own = d + at;
        subtract_product(below, work_, own + k, d_own + k);
        const double* next = d_own + k + below;
        for (int i = 1; i < k; next += k + below - i, ++i) {
          double sum = 0;
          for (int j = i; j < k + below; ++j) {
            d_own[j] -= next[j - i] * own[i];
            sum += next[j - i] * own[j];
          }
          d_own[i] -= sum;
        }
        const double inverse = 1 / own[0];
        double sum = 0;
        for (int i = 1; i < k + below; ++i) {
          sum += d_own[i] * own[i];
          d_own[i] *= inverse;
        }
        d_own[0] = 0.5 * inverse * (d_own[0] - sum * inverse);
      }
    }
  }

  // Call visit(pair, columns of its two terms, its elements of A, their places in L).
  template <typename Visit>
  void each_pair(const Visit& visit) const {
    const int* at = pairs_;
    const double* A = A_;
    for (int k = 0; k < n_pairs; ++k) {
      const Pair pair{at[0], at[2], at[4], theta_, m_};
      const int size = at[1] * at[3] * at[4];
      with_columns(at[1], [&](auto p) { with_columns(at[3], [&](auto r) { visit(pair, p, r, A, at + 5); }); });
      A += size;
      at += 5 + size;
    }
  }

  // For coefficients a <= c of a term: number of levels, first effects of both, place of their element in theta_L.
  template <typename Visit>
  void each_factor(const Visit& visit) const {
    const int* term = terms_;
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
  Eigen::VectorXd work(nbmixed::ConditionalNormal::work_size(plan.data()));
  nbmixed::ConditionalNormal model(plan.data(), A.data(), g.data(), theta.data(), theta.rows(), work.data());
  const int n = model.n;
  Eigen::VectorXd L(model.nnz), x(n), out(n + 1);
  model.assemble(L.data());
  nbmixed::require_positive_definite(model.factor(L.data()));
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
  Doubles work(nbmixed::ConditionalNormal::work_size(plan.data()));
  nbmixed::ConditionalNormal model(plan.data(), A.data(), g.data(), theta.data(), theta.rows(), work.data());
  const int n = model.n;
  Doubles L(model.nnz), half(n), x(n);
  model.assemble(L.data());
  nbmixed::require_positive_definite(model.factor(L.data()));
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
  stan::math::reverse_pass_callback([model, z_arena, theta_arena, theta, L, half, x, out]() mutable {
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
    model.factor_backward(L.data(), dL.data());
    model.assemble_backward(dL.data(), dr.data(), d_theta.data());
    theta_arena.adj() += d_theta;
  });
  return out;
}
