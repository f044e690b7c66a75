/* A curve with Gaussian errors: each of its parameters is linear in predictors of its own and in group effects, which
 * are sampled. The curve itself is data.
 */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan
#include curve.stan
}
data {
#include coefficients_data.stan
#include aux_data.stan
#include terms_data.stan
#include curve_data.stan
  vector[N] offset_;
  int<lower=0, upper=1> weighted;
  vector<lower=0>[weighted ? N : 0] weights;
  vector[N] y;
}
transformed data {
  vector[N] w = weighted ? weights : rep_vector(1, N);
  real total = sum(w);
  vector[N] y_less_offset = y - offset_;
  matrix[0, 0] cross;  // there are no smooths
}
parameters {
#include coefficients_parameters.stan
  real<offset=aux_place, multiplier=aux_step> log_aux;
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
transformed parameters {
#include terms_transformed.stan
  real aux_raw = exp(log_aux);
}
model {
  real dispersion = aux_unit * aux_raw;
  vector[has_intercept + K] coef
    = coefficients(z, local, global, has_intercept, dense_spread, center, spread, unit, prior_dist, prior_location,
                   prior_scale, n_factors, global_scale, slab_scale, 1);
#include coefficients_model.stan
#include terms_model.stan
  matrix[sum(p), sum(p)] theta_L = covariance_cholesky(p, times_unit(sd_unit .* sd_raw, p, relative, dispersion), cpc,
                                                        lagged_rows);
  vector[n_effects(p, l)] b = group_effects_lp(z_b, theta_L, p, l, informed, information, estimate, 0, cross);
  target += positive_prior_lpdf(dispersion | aux_dist, aux_location, aux_scale, aux_df) + log_aux;
  if (!prior_only) {
    array[P] vector[N] phi = curve_parameters(coef, X, first_x, n_x, is_constant, b, p, l, level, effect_on);
    vector[N] residual = y_less_offset - curve_values(op, arg, constants, columns, phi, depth, N);
    real sum_squares = weighted ? dot_product(w, square(residual)) : dot_self(residual);
    // Where the curve has no value the density is 0.
    if (is_nan(sum_squares)) target += negative_infinity();
    else target += -0.5 * total * log(2 * pi()) - total * log(dispersion) - 0.5 * sum_squares / square(dispersion);
  }
}
