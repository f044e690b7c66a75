/* Gaussian outcome, identity link, group effects integrated out.
 *
 * y = X coef + Z b + e with b ~ N(0, sigma^2 Lambda Lambda'), e ~ N(0, sigma^2 / weights). The data enter only
 * through (weighted) cross-products, so no cost depends on the number of rows. Group effects come in two parts:
 *   1. those integrated out by a sparse elimination (external/lmm.hpp), or by polynomials;
 *   2. factors for which that is too dear: sampled, in coordinates that know what the rows of a level say of its effect.
 * Residuals are taken from the least-squares solution, so that no large numbers cancel.
 */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan

// Place of row i, column j <= i among the elements of a lower triangle, row by row.
int element(int i, int j) {
  return (i * (i - 1)) %/% 2 + j;
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

// Effects of the sampled terms relative to sigma, with the density of their coordinates added to the target. Where the rows say
// something of an effect, they say it beside the effects of the terms before.
vector sampled_effects_lp(vector z_b, matrix theta_L, data array[] int p, data array[] int l, data int informed,
                          data vector information, data vector Z3_square, vector rest, data vector w,
                          data array[] int v, data array[] int u, data matrix cross) {
  int n = num_elements(z_b);
  if (!informed) return group_effects_lp(z_b, theta_L, p, l, 0, information, z_b, 0, cross);
  vector[n] b = rep_vector(0, n);
  int start = 0;
  int here = 0;
  for (t in 1 : size(p)) {
    int m = p[t] * l[t];
    vector[n] says = (start ? rest - csr_matrix_times_vector(n, n, w, v, u, b) : rest) ./ Z3_square;
    b[(start + 1) : (start + m)]
      = group_effects_lp(segment(z_b, start + 1, m), block(theta_L, here + 1, here + 1, p[t], p[t]), {p[t]}, {l[t]}, 1,
                         segment(information, start + 1, m), segment(says, start + 1, m), 0, cross);
    start += m;
    here += p[t];
  }
  return b;
}

// The log likelihood with effects integrated out, for coefficients least_squares + delta and sampled effects b;
// written in C++ with its derivative.
real integrated_likelihood(vector delta, matrix theta_L, real sigma, vector b, data real total_weight, data real ssr,
                           data matrix XtX, data matrix ZtrX, data array[] int plan, data vector ZtZ,
                           data matrix root_ZtZ, data vector Z3tr, data matrix Z3tX, data vector Z3tZ3_w,
                           data array[] int Z3tZ3_v, data array[] int Z3tZ3_u, data vector ZtZ3_w,
                           data array[] int ZtZ3_v, data array[] int ZtZ3_u);

}
data {
#include coefficients_data.stan
#include aux_data.stan
#include terms_data.stan
  int<lower=0, upper=n_terms> n_integrated;      // terms of part 1, which come first
  real<lower=0> total_weight;
  real<lower=0> ssr;                             // of the least-squares fit
  vector[has_intercept + K] least_squares;
  matrix[has_intercept + K, has_intercept + K] XtX;
  // Part 1. Z'r with r = y - X least_squares, and -Z'X; the order of elimination, and Z'Z in that order, see
  // external/elimination.hpp; Z'Z of the effects that stay together to the end.
  int<lower=0> n_integrated_effects;
  matrix[n_integrated_effects, 1 + has_intercept + K] ZtrX;
  int<lower=0> n_plan;
  array[n_plan] int plan;
  int<lower=0> n_ZtZ;
  vector[n_ZtZ] ZtZ;
  int<lower=0> q;
  matrix[q, q] root_ZtZ;
  // Where nothing but J = 1 or 2 effects a level is there, both sums over groups are of closed form: data times
  // polynomials of (S, z), a row for each pattern of Z'Z.
  int<lower=0, upper=1> closed;
  int<lower=0, upper=2> J;
  int<lower=0> n_patterns;
  matrix[J, J] whiten;
  vector<lower=0>[n_patterns] n_alike;
  matrix[n_patterns, closed * (J == 1 ? 1 : 4)] determinant_S;
  matrix[n_patterns, closed * (J == 1 ? 1 : 4) * ((has_intercept + K + 1) * (has_intercept + K + 2)) %/% 2] quadratic_zS;
  // Part 2; sparse matrices in compressed rows.
  int<lower=0> n_sampled;
  int<lower=0, upper=1> informed;
  vector<lower=0>[informed ? n_sampled : 0] information;  // of the rows on an effect, in units of sigma
  vector<lower=0>[informed ? n_sampled : 0] Z3_square;    // diagonal of Z3'Z3
  vector[n_sampled] Z3tr;
  matrix[n_sampled, has_intercept + K] Z3tX;
  int<lower=0> nnz_33;
  vector[nnz_33] Z3tZ3_w;
  array[nnz_33] int<lower=1> Z3tZ3_v;
  array[n_sampled ? n_sampled + 1 : 0] int<lower=1> Z3tZ3_u;
  int<lower=0> nnz_13;
  vector[nnz_13] ZtZ3_w;
  array[nnz_13] int<lower=1> ZtZ3_v;
  array[n_sampled ? n_integrated_effects + 1 : 0] int<lower=1> ZtZ3_u;
}
transformed data {
  int n_coef = has_intercept + K;
  array[n_terms] int absolute;  // terms whose sds are not relative to sigma
  for (t in 1 : n_terms) absolute[t] = 1 - relative[t];
  int n_theta = sum(head(p, n_integrated));  // rows of theta_L before those of part 2
  array[n_terms - n_integrated] int p_sampled = tail(p, n_terms - n_integrated);
  array[n_terms - n_integrated] int l_sampled = tail(l, n_terms - n_integrated);
  matrix[0, 0] cross;  // smooths are not sampled here
}
parameters {
#include coefficients_parameters.stan
#include terms_parameters.stan
  real<offset=aux_place, multiplier=aux_step> log_aux;
  vector[n_sampled] z_b;
}
transformed parameters {
#include terms_transformed.stan
  real aux_raw = exp(log_aux);
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
  target += log_aux;
  matrix[sum(p), sum(p)] theta_L = covariance_cholesky(p, times_unit(sd_unit .* sd_raw, p, absolute, inv(sigma)), cpc,
                                                        lagged_rows);
  vector[n_coef] delta = coef - least_squares;
  vector[n_sampled] b;  // of part 2, relative to sigma
  if (n_sampled) {
    b = sampled_effects_lp(z_b, block(theta_L, n_theta + 1, n_theta + 1, sum(p_sampled), sum(p_sampled)), p_sampled,
                           l_sampled, informed, information, Z3_square, (Z3tr - Z3tX * delta) / sigma, Z3tZ3_w, Z3tZ3_v,
                           Z3tZ3_u, cross);
  }

  if (!prior_only) {
    if (closed) {
      vector[J == 1 ? 1 : 4] S = invariants(whiten, theta_L);
      vector[n_patterns] det = 1 + determinant_S * S;
      real ssq = ssr + quad_form(XtX, delta)
                 - sum(quadratic_zS * to_vector(pairs(append_row(1, z)) * S') ./ det);
      target += -total_weight * log(sigma) - 0.5 * dot_product(n_alike, log(det)) - 0.5 * ssq / square(sigma);
    } else {
      target += integrated_likelihood(delta, theta_L, sigma, sigma * b, total_weight, ssr, XtX, ZtrX, plan, ZtZ, root_ZtZ, Z3tr, Z3tX, Z3tZ3_w, Z3tZ3_v,
                                      Z3tZ3_u, ZtZ3_w, ZtZ3_v, ZtZ3_u);
    }
  }
}
generated quantities {
  vector[prior_dist >= 5 ? n_coef : 0] coefficient
    = head(coefficients(z, local, global, has_intercept, dense_spread, center, spread, unit, prior_dist,
                        prior_location, prior_scale, n_factors, global_scale, slab_scale,
                        global_relative ? aux_unit * aux_raw : 1),
           prior_dist >= 5 ? n_coef : 0);
}
