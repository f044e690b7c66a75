/* Group effects of a Gaussian multilevel model integrated out by a sparse elimination, with derivatives.
 *
 * Given L, the Cholesky factor of the effects' covariance over sigma^2, A = Z'WZ and u = Z'W(y - X coef), it takes
 * log det M and u' V u, where M = I + L'AL and V = L M^-1 L'. Effects are eliminated node by node (a level of a
 * factor), and a node passes what is left of A and u to the nodes that it shares rows with. With S for its own
 * block of A, B for the block below, C C' = I + L'SL, N = L C'^-1 and X = B N:
 *
 *     forward    A -= X X',  u -= X h,  h = N'u
 *     backward   w = N (h - X'w_below),  V = N (I + X'T) N',  V_below = -T N',  T = V_below,below X
 *     derivative of the log density -1/2 log det M + 1/2 u'Vu / sigma^2 for L
 *                -(S N (I + X'T) - B'T) C^-1 + (u - S w - B'w_below) (C'^-1 (h - X'w_below))' / sigma^2
 *
 * Four nodes of one shape go side by side, one a lane. Sums run in a fixed order whatever the processor. The plan, which
 * nbmixed/programs/elimination.py makes once, gives for each such chunk
 *
 *     J  m  theta  front  vector  ZtZ  work    sizes, rows of L, and places in the buffers (front is -1 without children)
 *     effects[J][4]                            their places among all effects, -1 for an empty lane
 *     low[4] high[4] width[4] place[4]         of the parent's front: own columns, the rest, their number; its vector.
 *                                              low is -1 without a parent, -2 where that is the dense root
 *     rows[m][4]                               places in the parent's front, increasing, -1 for padding
 */
#ifndef NBMIXED_ELIMINATION_HPP
#define NBMIXED_ELIMINATION_HPP

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

// Compiled twice, for processors with and without AVX2; the chosen one changes no digit.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__linux__)
#define NBMIXED_WIDE __attribute__((target_clones("avx2", "default"), flatten))
#else
#define NBMIXED_WIDE
#endif

namespace nbmixed {

constexpr int LANES = 4;
typedef double Lanes __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

inline Lanes* lanes(double* place) { return reinterpret_cast<Lanes*>(place); }
inline const Lanes* lanes(const double* place) { return reinterpret_cast<const Lanes*>(place); }
inline int triangle(int i) { return i * (i + 1) / 2; }
inline int element(int i, int j) { return i >= j ? triangle(i) + j : triangle(j) + i; }

struct Chunk {
  int J, m, theta, front, vector, ZtZ, work;
  const int *effects, *low, *high, *width, *place, *rows;

  explicit Chunk(const int* plan)
      : J(plan[0]), m(plan[1]), theta(plan[2]), front(plan[3]), vector(plan[4]), ZtZ(plan[5]), work(plan[6]),
        effects(plan + 7), low(effects + J * LANES), high(low + LANES), width(high + LANES), place(width + LANES),
        rows(place + LANES) {}

  int pivots() const { return triangle(J) + m * J; }
  int at_root(int lane) const { return low[lane] == -2; }

  // Where element (a, b) of the rows, a >= b, lies in the parent's front, or -1.
  int target(int a, int b, int lane) const {
    int i = rows[a * LANES + lane], j = rows[b * LANES + lane], J = width[lane];
    if (i < 0 || j < 0) return -1;
    if (i < J) return low[lane] + LANES * (triangle(i) + j);
    if (j < J) return low[lane] + LANES * (triangle(J) + (i - J) * J + j);
    return high[lane] + LANES * (triangle(i - J) + j - J);
  }
};

// The dense root: effects that stay together to the end, term by term, coefficient by coefficient, levels fastest.
struct RootTerm {
  int p, levels, theta;
};

// What an elimination works with besides its arguments; kept from call to call, so that nothing is allocated.
struct Workspace {
  std::vector<double> front, inverse, vector, mean, work, scratch, gradient;
  Eigen::MatrixXd root, root_inverse, half, scratch_root;
  Eigen::VectorXd root_u, root_w, root_v;
};

class Elimination {
 public:
  double log_det = 0, quadratic = 0;

  /* plan[0..6]: numbers of chunks, of doubles in fronts, vectors and work, rows of L, effects in the root, its terms;
     then its terms (p, levels, theta), its effects' places, and where each chunk begins. */
  Elimination(const std::vector<int>& plan, const double* ZtZ, const Eigen::Map<const Eigen::MatrixXd>& root_ZtZ,
              const double* L, Workspace& space)
      : plan_(plan.data()), ZtZ_(ZtZ), root_ZtZ_(root_ZtZ), L_(L), s_(space), n_chunks_(plan_[0]), n_theta_(plan_[4]),
        q_(plan_[5]), n_root_terms_(plan_[6]), root_terms_(reinterpret_cast<const RootTerm*>(plan_ + 7)),
        root_effects_(plan_ + 7 + 3 * n_root_terms_), starts_(root_effects_ + q_) {
    s_.front.resize(plan_[1]);
    s_.inverse.resize(plan_[1]);
    s_.vector.resize(plan_[2]);
    s_.mean.resize(plan_[2]);
    s_.work.resize(plan_[3]);
    s_.gradient.assign(LANES * n_theta_ * n_theta_, 0.0);
  }

  // log det M and u'Vu; u is that of all effects.
  NBMIXED_WIDE void forward(const double* u) {
    begin(u);
    for (int c = 0; c < n_chunks_; ++c) {
      Chunk chunk(plan_ + starts_[c]);
      switch (chunk.J) {
        case 1: eliminate<1>(chunk, u); break;
        case 2: eliminate<2>(chunk, u); break;
        case 3: eliminate<3>(chunk, u); break;
        default: eliminate<0>(chunk, u);
      }
    }
    finish_log_det();
    if (q_) eliminate_root();
  }

  // w = V u of all effects, and the derivative of the log density for L (column-major).
  NBMIXED_WIDE void backward(double inv_variance, double* w, double* gradient) {
    std::fill(gradient, gradient + n_theta_ * n_theta_, 0.0);
    if (q_) substitute_root(inv_variance, w, gradient);
    for (int c = n_chunks_ - 1; c >= 0; --c) {
      Chunk chunk(plan_ + starts_[c]);
      switch (chunk.J) {
        case 1: substitute<1>(chunk, inv_variance, w); break;
        case 2: substitute<2>(chunk, inv_variance, w); break;
        case 3: substitute<3>(chunk, inv_variance, w); break;
        default: substitute<0>(chunk, inv_variance, w);
      }
    }
    for (int k = 0; k < n_theta_ * n_theta_; ++k)
      for (int lane = 0; lane < LANES; ++lane) gradient[k] += s_.gradient[LANES * k + lane];
  }

 private:
  const int* plan_;
  const double* ZtZ_;
  const Eigen::Map<const Eigen::MatrixXd>& root_ZtZ_;
  const double* L_;
  Workspace& s_;
  int n_chunks_, n_theta_, q_, n_root_terms_;
  const RootTerm* root_terms_;
  const int *root_effects_, *starts_;
  Lanes product_ = Lanes{} + 1.0;  // of the diagonals of C, each at least 1

#include "elimination_chunk.hpp"
#include "elimination_root.hpp"
};

}  // namespace nbmixed

#endif
