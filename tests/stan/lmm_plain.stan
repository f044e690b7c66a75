/* The density of stan/lmm.stan in plain Stan: dense matrices and no function in C++. For comparison only. */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan
}
data {
#include coefficients_data.stan
#include aux_data.stan
#include terms_data.stan
  int<lower=0, upper=n_terms> n_integrated;
  real<lower=0> total_weight;
  real<lower=0> ssr;
  vector[has_intercept + K] least_squares;
  matrix[has_intercept + K, has_intercept + K] XtX;
  int<lower=0> n_integrated_effects;
  matrix[n_integrated_effects, 1 + has_intercept + K] ZtrX;
  matrix[n_integrated_effects, n_integrated_effects] dense_ZtZ;
  int<lower=0> n_sampled;
  vector[n_sampled] Z3tr;
  matrix[n_sampled, has_intercept + K] Z3tX;
  matrix[n_sampled, n_sampled] dense_Z3tZ3;
  matrix[n_integrated_effects, n_sampled] dense_ZtZ3;
}
transformed data {
  array[n_terms] int absolute;
  for (t in 1 : n_terms) absolute[t] = 1 - relative[t];
}
parameters {
#include coefficients_parameters.stan
  real<offset=aux_place, multiplier=aux_step> log_aux;
#include terms_parameters.stan
  vector[n_sampled] z_b;
}
transformed parameters {
#include terms_transformed.stan
  real aux_raw = exp(log_aux);
}
model {
  real sigma = aux_unit * aux_raw;
  vector[has_intercept + K] coef
    = coefficients(z, local, global, has_intercept, dense_spread, center, spread, unit, prior_dist, prior_location,
                   prior_scale, n_factors, global_scale, slab_scale, global_relative ? sigma : 1);
#include coefficients_model.stan
#include intercept_model.stan
  target += positive_prior_lpdf(sigma | aux_dist, aux_location, aux_scale, aux_df) + log_aux;
#include terms_model.stan
  matrix[sum(p), sum(p)] theta_L = covariance_cholesky(p, times_unit(sd_unit .* sd_raw, p, absolute, inv(sigma)), cpc,
                                                        lagged_rows);
  z_b ~ std_normal();
  if (!prior_only) {
    vector[has_intercept + K] delta = coef - least_squares;
    vector[n_sampled] b = sigma * lambda_times(z_b, theta_L, sum(head(p, n_integrated)), p, l, n_integrated + 1,
                                               n_terms);
    vector[n_integrated_effects] u = ZtrX * append_row(1, delta) - dense_ZtZ3 * b;
    matrix[n_integrated_effects, n_integrated_effects] M
      = lambda_transpose_times(lambda_transpose_times(dense_ZtZ, theta_L, 0, p, l, 1, n_integrated)', theta_L, 0, p, l,
                               1, n_integrated);
    matrix[n_integrated_effects, n_integrated_effects] C = cholesky_decompose(add_diag(0.5 * (M + M'), 1));
    vector[n_integrated_effects] h
      = mdivide_left_tri_low(C, to_vector(lambda_transpose_times(to_matrix(u, n_integrated_effects, 1), theta_L, 0, p,
                                                                 l, 1, n_integrated)));
    real ssq = ssr + quad_form(XtX, delta) + quad_form(dense_Z3tZ3, b) - 2 * dot_product(b, Z3tr - Z3tX * delta)
               - dot_self(h);
    target += -total_weight * log(sigma) - sum(log(diagonal(C))) - 0.5 * ssq / square(sigma);
  }
}
