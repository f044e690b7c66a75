// Members of Elimination: the effects that stay together to the end.

// X L for the columns of the root's terms.
void times_root_L(Eigen::MatrixXd& X) const {
  int start = 0;
  for (int t = 0; t < n_root_terms_; ++t) {
    const RootTerm& term = root_terms_[t];
    const double* L = L_ + term.theta * (n_theta_ + 1);
    for (int a = 0; a < term.p; ++a)
      for (int l = 0; l < term.levels; ++l) {
        auto column = X.col(start + a * term.levels + l);
        column *= L[a + a * n_theta_];
        for (int c = a + 1; c < term.p; ++c) column += L[c + a * n_theta_] * X.col(start + c * term.levels + l);
      }
    start += term.p * term.levels;
  }
}

void eliminate_root() {
  s_.root.template triangularView<Eigen::StrictlyUpper>() = s_.root.transpose();
  s_.half = s_.root;
  times_root_L(s_.half);
  s_.root_inverse = s_.half.transpose();  // L'S
  times_root_L(s_.root_inverse);          // L'SL
  s_.root_inverse.diagonal().array() += 1;
  Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factor(s_.root_inverse);
  for (int i = 0; i < q_; ++i) log_det += 2 * std::log(s_.root_inverse(i, i));
  s_.root_w = s_.root_u;
  times_root_L_transposed(s_.root_w);
  s_.root_inverse.template triangularView<Eigen::Lower>().solveInPlace(s_.root_w);
  quadratic += s_.root_w.squaredNorm();
}

void times_root_L_transposed(Eigen::VectorXd& x) const {
  int start = 0;
  for (int t = 0; t < n_root_terms_; ++t) {
    const RootTerm& term = root_terms_[t];
    const double* L = L_ + term.theta * (n_theta_ + 1);
    for (int a = 0; a < term.p; ++a)
      for (int l = 0; l < term.levels; ++l) {
        double sum = 0;
        for (int c = a; c < term.p; ++c) sum += L[c + a * n_theta_] * x[start + c * term.levels + l];
        x[start + a * term.levels + l] = sum;
      }
    start += term.p * term.levels;
  }
}

// L X for the rows of the root's terms.
template <typename Matrix>
void root_L_times(Matrix& X) const {
  int start = 0;
  for (int t = 0; t < n_root_terms_; ++t) {
    const RootTerm& term = root_terms_[t];
    const double* L = L_ + term.theta * (n_theta_ + 1);
    for (int k = 0; k < X.cols(); ++k)
      for (int l = 0; l < term.levels; ++l)
        for (int a = term.p - 1; a >= 0; --a) {
          double sum = 0;
          for (int c = 0; c <= a; ++c) sum += L[a + c * n_theta_] * X(start + c * term.levels + l, k);
          X(start + a * term.levels + l, k) = sum;
        }
    start += term.p * term.levels;
  }
}

void substitute_root(double inv_variance, double* w, double* gradient) {
  s_.root_inverse.template triangularView<Eigen::Lower>().transpose().solveInPlace(s_.root_w);
  Eigen::MatrixXd& V = s_.root_inverse;
  invert_factored(V);
  Eigen::VectorXd& left = s_.root_u;  // (u - S w) / sigma^2
  Eigen::VectorXd& v = s_.root_v;
  v = s_.root_w;
  root_L_times(s_.root_w);
  left.noalias() -= s_.root * s_.root_w;
  left *= inv_variance;
  int start = 0;
  for (int t = 0; t < n_root_terms_; ++t) {
    const RootTerm& term = root_terms_[t];
    for (int i = 0; i < term.p; ++i)
      for (int j = 0; j <= i; ++j) {
        double sum = 0;
        for (int l = 0; l < term.levels; ++l) {
          int row = start + i * term.levels + l, column = start + j * term.levels + l;
          sum += left[row] * v[column] - s_.half.row(row).dot(V.col(column));
        }
        gradient[term.theta + i + (term.theta + j) * n_theta_] += sum;
      }
    start += term.p * term.levels;
  }
  for (int i = 0; i < q_; ++i) w[root_effects_[i]] = s_.root_w[i];
  root_L_times(V);
  V.transposeInPlace();
  root_L_times(V);
}

// M^-1, symmetric, from the lower factor of M.
void invert_factored(Eigen::MatrixXd& factor) {
  Eigen::MatrixXd& inverse = s_.scratch_root;
  inverse.setIdentity(q_, q_);
  factor.template triangularView<Eigen::Lower>().solveInPlace(inverse);
  factor.setZero();
  factor.template selfadjointView<Eigen::Lower>().rankUpdate(inverse.transpose());
  factor.template triangularView<Eigen::StrictlyUpper>() = factor.transpose();
}
