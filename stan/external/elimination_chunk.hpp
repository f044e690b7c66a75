// Members of Elimination: four nodes side by side.

// Places of a chunk's results, which the way back needs again: C, N, X, h, and u.
struct Kept {
  Lanes *C, *N, *X, *h, *u;
  Kept(double* work, int J, int m)
      : C(lanes(work)), N(C + triangle(J)), X(N + J * J), h(X + m * J), u(h + J) {}
};

void begin(const double* u) {
  log_det = quadratic = 0;
  product_ = Lanes{} + 1.0;
  std::fill(s_.front.begin(), s_.front.end(), 0.0);
  std::fill(s_.vector.begin(), s_.vector.end(), 0.0);
  for (int c = 0; c < n_chunks_; ++c) {
    Chunk chunk(plan_ + starts_[c]);
    if (chunk.front >= 0)
      std::memcpy(s_.front.data() + chunk.front, ZtZ_ + chunk.ZtZ, sizeof(Lanes) * chunk.pivots());
  }
  if (!q_) return;
  s_.root = root_ZtZ_;
  s_.root_u.resize(q_);
  for (int i = 0; i < q_; ++i) s_.root_u[i] = u[root_effects_[i]];
}

void finish_log_det() {
  for (int lane = 0; lane < LANES; ++lane) log_det += 2 * std::log(product_[lane]);
  product_ = Lanes{} + 1.0;
}

static void take_root(Lanes& x) {
  for (int lane = 0; lane < LANES; ++lane) x[lane] = std::sqrt(x[lane]);
}

void count_diagonal(const Lanes& c) {
  product_ *= c;
  for (int lane = 0; lane < LANES; ++lane)
    if (!(product_[lane] < 1e100)) return finish_log_det();
}

// C with C C' = I + L'SL, and N = L C'^-1.
template <int FIXED>
void factor(const Chunk& chunk, const Lanes* S, const Kept& to) {
  const int J = FIXED ? FIXED : chunk.J;
  const double* L = L_ + chunk.theta * (n_theta_ + 1);
  for (int a = 0; a < J; ++a)
    for (int b = 0; b <= a; ++b) {
      Lanes sum = Lanes{} + (a == b ? 1.0 : 0.0);
      for (int c = a; c < J; ++c) {
        Lanes row = S[element(c, b)] * L[b + b * n_theta_];
        for (int d = b + 1; d < J; ++d) row += S[element(c, d)] * L[d + b * n_theta_];
        sum += L[c + a * n_theta_] * row;
      }
      for (int k = 0; k < b; ++k) sum -= to.C[element(a, k)] * to.C[element(b, k)];
      if (a == b) take_root(sum);
      else sum /= to.C[element(b, b)];
      to.C[element(a, b)] = sum;
    }
  for (int a = 0; a < J; ++a)
    for (int b = 0; b < J; ++b) {
      Lanes sum = Lanes{} + (b <= a ? L[a + b * n_theta_] : 0.0);
      for (int k = 0; k < b; ++k) sum -= to.N[a * J + k] * to.C[element(b, k)];
      to.N[a * J + b] = sum / to.C[element(b, b)];
    }
  for (int a = 0; a < J; ++a) count_diagonal(to.C[element(a, a)]);
}

template <int FIXED>
void eliminate(const Chunk& chunk, const double* u) {
  const int J = FIXED ? FIXED : chunk.J;
  const bool parent = chunk.front >= 0;
  const Lanes* S = lanes(parent ? s_.front.data() + chunk.front : ZtZ_ + chunk.ZtZ);
  const Lanes *B = S + triangle(J), *rest = B + chunk.m * J;
  const Lanes* from_children = lanes(s_.vector.data() + chunk.vector);
  Kept to(s_.work.data() + chunk.work, J, chunk.m);
  factor<FIXED>(chunk, S, to);
  for (int j = 0; j < J; ++j) {
    Lanes own = parent ? from_children[j] : Lanes{};
    for (int lane = 0; lane < LANES; ++lane) {
      int e = chunk.effects[j * LANES + lane];
      if (e >= 0) own[lane] += u[e];
    }
    to.u[j] = own;
  }
  Lanes squares{};
  for (int j = 0; j < J; ++j) {
    Lanes sum{};
    for (int k = 0; k < J; ++k) sum += to.N[k * J + j] * to.u[k];
    to.h[j] = sum;
    squares += sum * sum;
  }
  for (int lane = 0; lane < LANES; ++lane) quadratic += squares[lane];
  for (int a = 0; a < chunk.m; ++a)
    for (int j = 0; j < J; ++j) {
      Lanes sum{};
      for (int k = 0; k < J; ++k) sum += B[a * J + k] * to.N[k * J + j];
      to.X[a * J + j] = sum;
    }
  for (int a = 0; a < chunk.m; ++a) {
    Lanes left = parent ? from_children[J + a] : Lanes{};
    for (int j = 0; j < J; ++j) left -= to.X[a * J + j] * to.h[j];
    pass_vector(chunk, a, left);
    for (int b = 0; b <= a; ++b) {
      Lanes below = parent ? rest[element(a, b)] : Lanes{};
      for (int j = 0; j < J; ++j) below -= to.X[a * J + j] * to.X[b * J + j];
      pass_matrix(chunk, a, b, below);
    }
  }
}

void pass_vector(const Chunk& chunk, int a, const Lanes& left) {
  for (int lane = 0; lane < LANES; ++lane) {
    int row = chunk.rows[a * LANES + lane];
    if (row < 0) continue;
    if (chunk.at_root(lane)) s_.root_u[row] += left[lane];
    else s_.vector[chunk.place[lane] + LANES * row] += left[lane];
  }
}

void pass_matrix(const Chunk& chunk, int a, int b, const Lanes& left) {
  for (int lane = 0; lane < LANES; ++lane) {
    if (chunk.at_root(lane)) {
      int i = chunk.rows[a * LANES + lane], j = chunk.rows[b * LANES + lane];
      if (i >= 0 && j >= 0) s_.root(i, j) += left[lane];
    } else {
      int at = chunk.target(a, b, lane);
      if (at >= 0) s_.front[at] += left[lane];
    }
  }
}

// w and V of the rows, from the parent.
void gather(const Chunk& chunk, Lanes* w, Lanes* V) const {
  for (int a = 0; a < chunk.m; ++a)
    for (int lane = 0; lane < LANES; ++lane) {
      int row = chunk.rows[a * LANES + lane];
      w[a][lane] = row < 0 ? 0.0 : chunk.at_root(lane) ? s_.root_w[row] : s_.mean[chunk.place[lane] + LANES * row];
      for (int b = 0; b <= a; ++b) {
        int j = chunk.rows[b * LANES + lane];
        V[element(a, b)][lane] = row < 0 || j < 0       ? 0.0
                                 : chunk.at_root(lane) ? s_.root_inverse(row, j)
                                                       : s_.inverse[chunk.target(a, b, lane)];
      }
    }
}

template <int FIXED>
void substitute(const Chunk& chunk, double inv_variance, double* w) {
  const int J = FIXED ? FIXED : chunk.J, m = chunk.m;
  const bool parent = chunk.front >= 0;
  const Lanes* S = lanes(parent ? s_.front.data() + chunk.front : ZtZ_ + chunk.ZtZ);
  const Lanes* B = S + triangle(J);
  Kept kept(s_.work.data() + chunk.work, J, m);
  s_.scratch.resize(std::max<std::size_t>(s_.scratch.size(), LANES * (m + triangle(m) + m * J + 5 * J * J + 3 * J)));
  Lanes* w_below = lanes(s_.scratch.data());
  Lanes *V_below = w_below + m, *T = V_below + triangle(m), *K = T + m * J, *NK = K + J * J, *H = NK + J * J,
        *v = H + J * J, *own = v + J, *e = own + J;
  gather(chunk, w_below, V_below);
  for (int a = 0; a < m; ++a)
    for (int j = 0; j < J; ++j) {
      Lanes sum{};
      for (int b = 0; b < m; ++b) sum += V_below[element(a, b)] * kept.X[b * J + j];
      T[a * J + j] = sum;
    }
  for (int i = 0; i < J; ++i)
    for (int j = 0; j < J; ++j) {
      Lanes sum = Lanes{} + (i == j ? 1.0 : 0.0);
      for (int a = 0; a < m; ++a) sum += kept.X[a * J + i] * T[a * J + j];
      K[i * J + j] = sum;
    }
  for (int i = 0; i < J; ++i)
    for (int j = 0; j < J; ++j) {
      Lanes sum{};
      for (int k = 0; k < J; ++k) sum += kept.N[i * J + k] * K[k * J + j];
      NK[i * J + j] = sum;
    }
  for (int j = 0; j < J; ++j) {
    Lanes sum = kept.h[j];
    for (int a = 0; a < m; ++a) sum -= kept.X[a * J + j] * w_below[a];
    e[j] = sum;
  }
  for (int i = 0; i < J; ++i) {
    Lanes sum{};
    for (int k = 0; k < J; ++k) sum += kept.N[i * J + k] * e[k];
    own[i] = sum;
    for (int lane = 0; lane < LANES; ++lane) {
      int at = chunk.effects[i * LANES + lane];
      if (at >= 0) w[at] = sum[lane];
    }
  }
  for (int i = J - 1; i >= 0; --i) {
    Lanes sum = e[i];
    for (int k = i + 1; k < J; ++k) sum -= kept.C[element(k, i)] * v[k];
    v[i] = sum / kept.C[element(i, i)];
  }
  Lanes* out = lanes(s_.gradient.data()) + chunk.theta * (n_theta_ + 1);
  for (int i = 0; i < J; ++i) {
    Lanes left = kept.u[i];
    for (int k = 0; k < J; ++k) left -= S[element(i, k)] * own[k];
    for (int a = 0; a < m; ++a) left -= B[a * J + i] * w_below[a];
    left *= inv_variance;
    for (int j = 0; j < J; ++j) {
      Lanes sum{};
      for (int k = 0; k < J; ++k) sum += S[element(i, k)] * NK[k * J + j];
      for (int a = 0; a < m; ++a) sum -= B[a * J + i] * T[a * J + j];
      H[i * J + j] = sum;
    }
    for (int j = J - 1; j >= 0; --j) {  // H C^-1
      Lanes sum = H[i * J + j];
      for (int k = j + 1; k < J; ++k) sum -= H[i * J + k] * kept.C[element(k, j)];
      H[i * J + j] = sum / kept.C[element(j, j)];
      if (j <= i) out[i + j * n_theta_] += left * v[j] - H[i * J + j];
    }
  }
  if (parent) keep_inverse(chunk, J, own, w_below, T, NK, kept.N, V_below);
}

// What the children of a chunk will gather.
void keep_inverse(const Chunk& chunk, int J, const Lanes* own, const Lanes* w_below, const Lanes* T, const Lanes* NK,
                  const Lanes* N, const Lanes* V_below) {
  const int m = chunk.m;
  Lanes* V = lanes(s_.inverse.data() + chunk.front);
  Lanes* mean = lanes(s_.mean.data() + chunk.vector);
  for (int i = 0; i < J; ++i) {
    mean[i] = own[i];
    for (int j = 0; j <= i; ++j) {
      Lanes sum{};
      for (int k = 0; k < J; ++k) sum += NK[i * J + k] * N[j * J + k];
      V[element(i, j)] = sum;
    }
  }
  V += triangle(J);
  for (int a = 0; a < m; ++a) {
    mean[J + a] = w_below[a];
    for (int i = 0; i < J; ++i) {
      Lanes sum{};
      for (int k = 0; k < J; ++k) sum -= T[a * J + k] * N[i * J + k];
      V[a * J + i] = sum;
    }
  }
  std::memcpy(static_cast<void*>(V + m * J), V_below, sizeof(Lanes) * triangle(m));
}
