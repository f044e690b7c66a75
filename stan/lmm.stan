/* Gaussian outcome, identity link, group effects integrated out.
 *
 * y = X coef + Z b + e with b ~ N(0, sigma^2 Lambda Lambda'), e ~ N(0, sigma^2 / weights). The data enter only
 * through (weighted) cross-products, so no cost depends on the number of rows. Group effects come in three parts:
 *   1. the factor with the most levels: Z1'Z1 is block diagonal; its J effects a level are eliminated level by level;
 *   2. smooths, and the other factors while they are small: eliminated together through the q x q Schur complement;
 *   3. factors too large for that: sampled, non-centred.
 * Residuals are taken from the least-squares solution, so that no large numbers cancel.
 */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan

// Place of row i, column j <= i among the elements of a lower triangle, row by row.
int element(int i, int j) {
  return (i * (i - 1)) %/% 2 + j;
}

// The Kronecker product of column a of L, which ends at row last, and x.
vector times_column(matrix theta_L, int a, int last, int J, vector x) {
  int n = num_elements(x);
  vector[J * n] out = rep_vector(0, J * n);
  for (c in a : last)
    for (i in 1 : n)
      out[(c - 1) * n + i] = theta_L[c, a] * x[i];
  return out;
}

// The polynomials in S = L L' that det(I + AS) and u'S(I + AS)^-1 u det(I + AS) consist of, for S of one or two
// rows and Z whitened: the elements of S and its determinant.
vector invariants(matrix whiten, matrix theta_L) {
  if (rows(whiten) == 1) return [square(whiten[1, 1] * theta_L[1, 1])]';
  matrix[2, 2] S = tcrossprod(whiten * block(theta_L, 1, 1, 2, 2));
  real root = whiten[1, 1] * theta_L[1, 1] * whiten[2, 2] * theta_L[2, 2];
  return [S[1, 1], S[1, 2], S[2, 2], square(root)]';
}

// Products of the elements of x, the lower triangle of x x' row by row.
vector pairs(vector x) {
  int n = num_elements(x);
  vector[element(n, n)] out;
  for (i in 1 : n) for (j in 1 : i) out[element(i, j)] = x[i] * x[j];
  return out;
}

// Lower factors of I + L'Z'Z L of all groups at once, computed once for each pattern. L is the leading block of
// theta_L; its column j ends at row last[j]. Every element of L'Z'Z L is linear in the elements of Z'Z.
array[,] vector pattern_cholesky(matrix theta_L, array[] int last, matrix ZtZ, array[] int pattern) {
  int J = size(last);
  int n = rows(ZtZ);
  array[J, J] vector[n] chol;
  for (b in 1 : J) {
    for (a in b : J) {
      vector[cols(ZtZ)] w = rep_vector(0, cols(ZtZ));
      for (c in a : last[a])
        for (d in b : last[b])
          w[element(max(c, d), min(c, d))] += theta_L[c, a] * theta_L[d, b];
      vector[n] m = ZtZ * w;
      for (k in 1 : (b - 1)) m -= chol[a, k] .* chol[b, k];
      chol[a, b] = a == b ? sqrt(1 + m) : m ./ chol[b, b];
    }
  }
  if (n == size(pattern)) return chol;
  array[J, J] vector[size(pattern)] expanded;
  for (b in 1 : J) for (a in b : J) expanded[a, b] = chol[a, b][pattern];
  return expanded;
}

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
  // Part 1. Groups with the same Z'Z share a pattern (in the order of the groups when all differ); a row of ZtZ
  // holds the lower triangle of one, row by row.
  int<lower=0> J;
  int<lower=0> G;
  int<lower=0> n_patterns;
  array[G] int<lower=1, upper=n_patterns> pattern;
  matrix[n_patterns, (J * (J + 1)) %/% 2] ZtZ;
  // For each coefficient in turn, Z'r with r = y - X least_squares, and -Z'X.
  matrix[G, J * (1 + has_intercept + K)] ZtrX;
  // Where nothing but one or two such effects a level is there, both sums over groups are of closed form: data
  // times polynomials of (S, z), a row a pattern.
  int<lower=0, upper=1> closed;
  matrix[closed * J, closed * J] whiten;
  vector<lower=0>[closed * n_patterns] n_alike;
  matrix[closed * n_patterns, J == 1 ? 1 : 4] determinant_S;
  matrix[closed * n_patterns, (J == 1 ? 1 : 4) * ((has_intercept + K + 1) * (has_intercept + K + 2)) %/% 2] quadratic_zS;
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
  array[n_terms] int absolute;  // terms whose sds are not relative to sigma
  for (t in 1 : n_terms) absolute[t] = 1 - relative[t];
  array[J] int last;  // the last coefficient of the term that a coefficient belongs to
  {
    int start = 0;
    for (t in 1 : n_eliminated) {
      for (j in (start + 1) : (start + p[t])) last[j] = start + p[t];
      start += p[t];
    }
  }
}
parameters {
#include coefficients_parameters.stan
  real<lower=0> aux_raw;
#include terms_parameters.stan
  vector[n_sampled] z_b;
}
model {
  real sigma = aux_unit * aux_raw;
  vector[n_coef] coef = coefficients(z, local, global, has_intercept, dense_spread, center, spread, unit, prior_dist,
                                     prior_location, prior_scale, n_factors, global_scale, slab_scale,
                                     global_relative ? sigma : 1);
#include coefficients_model.stan
#include intercept_model.stan
  target += positive_prior_lpdf(sigma | aux_dist, aux_location, aux_scale, aux_df);
#include terms_model.stan
  matrix[sum(p), sum(p)] theta_L = covariance_cholesky(p, times_unit(sd_unit .* sd_raw, p, absolute, inv(sigma)), cpc,
                                                        lagged_rows);
  z_b ~ std_normal();

  if (!prior_only) {
    vector[n_coef] delta = coef - least_squares;
    real ssq = ssr + quad_form(XtX, delta);
    real log_det = 0;
    vector[q] u2;
    if (q) u2 = Z2tr - Z2tX * delta;

    vector[n_sampled ? J * G : 0] Zb;
    if (n_sampled) {
      vector[n_sampled] b = sigma * lambda_times(z_b, theta_L, sum(head(p, n_eliminated + n_dense)), p, l,
                                                  n_eliminated + n_dense + 1, n_terms);
      Zb = csr_matrix_times_vector(J * G, n_sampled, ZtZ3_w, ZtZ3_v, ZtZ3_u, b);
      ssq += dot_product(b, csr_matrix_times_vector(n_sampled, n_sampled, Z3tZ3_w, Z3tZ3_v, Z3tZ3_u, b)
                            - 2 * (Z3tr - Z3tX * delta));
      if (q) u2 -= Z2tZ3 * b;
    }

    if (closed) {
      vector[J == 1 ? 1 : 4] S = invariants(whiten, theta_L);
      vector[n_patterns] det = 1 + determinant_S * S;
      ssq -= sum(quadratic_zS * to_vector(pairs(append_row(1, z)) * S') ./ det);
      log_det = dot_product(n_alike, log(det));
    } else if (n_eliminated + n_dense) {
      array[J, J] vector[G] chol = pattern_cholesky(theta_L, last, ZtZ, pattern);
      array[J] vector[G] h;
      for (a in 1 : J) {
        vector[G] v = ZtrX * times_column(theta_L, a, last[a], J, append_row(1, delta));
        if (n_sampled)
          for (c in a : last[a]) v -= theta_L[c, a] * segment(Zb, (c - 1) * G + 1, G);
        for (k in 1 : (a - 1)) v -= chol[a, k] .* h[k];
        h[a] = v ./ chol[a, a];
        ssq -= dot_self(h[a]);
        log_det += 2 * sum(log(chol[a, a]));
      }
      if (q) {
        array[J] matrix[G, q] H;
        matrix[q, q] S = Z2tZ2;
        vector[q] v = u2;
        for (a in 1 : J) {
          matrix[G, q] B = ZtZ2[a] * theta_L[a, a];
          for (c in (a + 1) : last[a]) B += ZtZ2[c] * theta_L[c, a];
          for (k in 1 : (a - 1)) B -= diag_pre_multiply(chol[a, k], H[k]);
          H[a] = diag_pre_multiply(inv(chol[a, a]), B);
          S -= crossprod(H[a]);
          v -= H[a]' * h[a];
        }
        S = lambda_transpose_times(S, theta_L, J, p, l, n_eliminated + 1, n_eliminated + n_dense)';
        S = lambda_transpose_times(S, theta_L, J, p, l, n_eliminated + 1, n_eliminated + n_dense);
        {
          matrix[q, q] chol2 = cholesky_decompose(add_diag(0.5 * (S + S'), 1));
          vector[q] w = to_vector(lambda_transpose_times(to_matrix(v, q, 1), theta_L, J, p, l, n_eliminated + 1,
                                                         n_eliminated + n_dense));
          ssq -= dot_self(mdivide_left_tri_low(chol2, w));
          log_det += 2 * sum(log(diagonal(chol2)));
        }
      }
    }
    target += -total_weight * log(sigma) - 0.5 * log_det - 0.5 * ssq / square(sigma);
  }
}
generated quantities {
  vector[prior_dist >= 5 ? n_coef : 0] coefficient
    = head(coefficients(z, local, global, has_intercept, dense_spread, center, spread, unit, prior_dist,
                        prior_location, prior_scale, n_factors, global_scale, slab_scale,
                        global_relative ? aux_unit * aux_raw : 1),
           prior_dist >= 5 ? n_coef : 0);
}
