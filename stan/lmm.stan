/* Gaussian outcome, identity link, group effects integrated out.
 *
 * y = X coef + Z b + e with b ~ N(0, sigma^2 Lambda Lambda'), e ~ N(0, sigma^2 / weights). The data enter only
 * through (weighted) cross-products, so no cost depends on the number of rows. Group effects come in three parts:
 *   1. the factor with the most levels: Z1'Z1 is block diagonal; its J effects a level are eliminated level by level;
 *   2. the other factors while they are small: eliminated together through the q x q Schur complement;
 *   3. factors too large for that: sampled, non-centred.
 * Residuals are taken from the least-squares solution, so that no large numbers cancel.
 */
functions {
#include priors.stan
#include covariance.stan
#include effects.stan
}
data {
#include coefficients_data.stan
#include aux_data.stan
#include terms_data.stan
  int<lower=0, upper=n_terms> n_eliminated;      // terms of part 1
  int<lower=0, upper=n_terms - n_eliminated> n_dense;  // terms of part 2
  real<lower=0> total_weight;
  real<lower=0> ssr;                             // of the least-squares fit
  vector[has_intercept + K] least_squares;
  matrix[has_intercept + K, has_intercept + K] XtX;
  // Part 1. Groups with the same Z'Z share a pattern (in the order of the groups when all differ); `[i, j]` is the i-th row, j-th column for j <= i.
  int<lower=0> J;
  int<lower=0> G;
  int<lower=0> n_patterns;
  array[G] int<lower=1, upper=n_patterns> pattern;
  vector[n_patterns] pattern_count;
  array[J, J] vector[n_patterns] ZtZ;
  array[J] vector[G] Ztr;                        // Z'(y - X least_squares)
  array[J] matrix[G, has_intercept + K] ZtX;
  // Part 2.
  int<lower=0> q;
  matrix[q, q] Z2tZ2;
  vector[q] Z2tr;
  matrix[q, has_intercept + K] Z2tX;
  array[J] matrix[G, q] ZtZ2;
  // Part 3; sparse matrices in compressed rows.
  int<lower=0> n_sampled;
  vector[n_sampled] Z3tr;
  matrix[n_sampled, has_intercept + K] Z3tX;
  matrix[q, n_sampled] Z2tZ3;
  int<lower=0> nnz_33;
  vector[nnz_33] Z3tZ3_w;
  array[nnz_33] int<lower=1> Z3tZ3_v;
  array[n_sampled ? n_sampled + 1 : 0] int<lower=1> Z3tZ3_u;
  int<lower=0> nnz_13;
  vector[nnz_13] ZtZ3_w;
  array[nnz_13] int<lower=1> ZtZ3_v;
  array[n_sampled ? J * G + 1 : 0] int<lower=1> ZtZ3_u;
}
transformed data {
  int n_coef = has_intercept + K;
  int shared = n_patterns < G;
}
parameters {
  vector[n_coef] z;
  real<lower=0> aux_raw;
#include terms_parameters.stan
  vector[n_sampled] z_b;
}
model {
  vector[n_coef] coef = center + spread * z;
  real sigma = aux_unit * aux_raw;
#include coefficients_model.stan
  target += positive_prior_lpdf(sigma | aux_dist, aux_location, aux_scale, aux_df);
#include terms_model.stan
  z_b ~ std_normal();

  if (!prior_only) {
    vector[n_coef] delta = coef - least_squares;
    real ssq = ssr + quad_form(XtX, delta);
    real log_det = 0;
    array[J] vector[G] u;
    vector[q] u2;
    for (j in 1 : J) u[j] = Ztr[j] - ZtX[j] * delta;
    if (q) u2 = Z2tr - Z2tX * delta;

    if (n_sampled) {
      vector[n_sampled] b = sigma * lambda_times(z_b, theta_L, p, l, n_eliminated + n_dense + 1, n_terms);
      vector[J * G] Zb = csr_matrix_times_vector(J * G, n_sampled, ZtZ3_w, ZtZ3_v, ZtZ3_u, b);
      ssq += dot_product(b, csr_matrix_times_vector(n_sampled, n_sampled, Z3tZ3_w, Z3tZ3_v, Z3tZ3_u, b)
                            - 2 * (Z3tr - Z3tX * delta));
      for (j in 1 : J) u[j] -= segment(Zb, (j - 1) * G + 1, G);
      if (q) u2 -= Z2tZ3 * b;
    }

    if (n_eliminated) {
      matrix[J, J] L = rep_matrix(0, J, J);
      array[J] int last;                         // last coefficient of the term that a coefficient belongs to
      array[J, J] vector[n_patterns] chol;       // of I + L'Z'Z L, for all patterns at once
      array[J] vector[G] h;
      array[J] matrix[G, q] H;
      {
        int start = 0;
        for (t in 1 : n_eliminated) {
          L[(start + 1) : (start + p[t]), (start + 1) : (start + p[t])] = theta_L[t, 1 : p[t], 1 : p[t]];
          for (j in (start + 1) : (start + p[t])) last[j] = start + p[t];
          start += p[t];
        }
      }
      for (b in 1 : J) {
        array[J] vector[n_patterns] ZtZL;
        for (c in 1 : J) {
          ZtZL[c] = ZtZ[max(b, c), min(b, c)] * L[b, b];
          for (d in (b + 1) : last[b]) ZtZL[c] += ZtZ[max(c, d), min(c, d)] * L[d, b];
        }
        for (a in b : J) {
          vector[n_patterns] m = ZtZL[a] * L[a, a];
          for (c in (a + 1) : last[a]) m += ZtZL[c] * L[c, a];
          for (k in 1 : (b - 1)) m -= chol[a, k] .* chol[b, k];
          chol[a, b] = a == b ? sqrt(1 + m) : m ./ chol[b, b];
        }
      }
      for (a in 1 : J) {
        vector[G] s = u[a] * L[a, a];
        for (c in (a + 1) : last[a]) s += u[c] * L[c, a];
        for (k in 1 : (a - 1)) s -= (shared ? chol[a, k][pattern] : chol[a, k]) .* h[k];
        h[a] = s ./ (shared ? chol[a, a][pattern] : chol[a, a]);
        ssq -= dot_self(h[a]);
        log_det += 2 * dot_product(pattern_count, log(chol[a, a]));
      }
      if (q) {
        for (a in 1 : J) {
          matrix[G, q] S = ZtZ2[a] * L[a, a];
          for (c in (a + 1) : last[a]) S += ZtZ2[c] * L[c, a];
          for (k in 1 : (a - 1)) S -= diag_pre_multiply(shared ? chol[a, k][pattern] : chol[a, k], H[k]);
          H[a] = diag_pre_multiply(inv(shared ? chol[a, a][pattern] : chol[a, a]), S);
        }
        {
          matrix[q, q] S = Z2tZ2;
          vector[q] v = u2;
          matrix[q, q] chol2;
          for (a in 1 : J) {
            S -= crossprod(H[a]);
            v -= H[a]' * h[a];
          }
          S = lambda_transpose_times(S, theta_L, p, l, n_eliminated + 1, n_eliminated + n_dense)';
          S = lambda_transpose_times(S, theta_L, p, l, n_eliminated + 1, n_eliminated + n_dense);
          chol2 = cholesky_decompose(add_diag(0.5 * (S + S'), 1));
          v = to_vector(lambda_transpose_times(to_matrix(v, q, 1), theta_L, p, l, n_eliminated + 1,
                                               n_eliminated + n_dense));
          ssq -= dot_self(mdivide_left_tri_low(chol2, v));
          log_det += 2 * sum(log(diagonal(chol2)));
        }
      }
    }
    target += -total_weight * log(sigma) - 0.5 * log_det - 0.5 * ssq / square(sigma);
  }
}
