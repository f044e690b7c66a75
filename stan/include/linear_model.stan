  // Declared before: `dispersion`, the auxiliary parameter or 1.
  matrix[sum(p), sum(p)] theta_L = covariance_cholesky(p, times_unit(sd_unit .* sd_raw, p, relative, dispersion), cpc,
                                                        lagged_rows);
  vector[has_intercept + K] place = z;
  vector[n_effects(p, l)] b;
  if (conditional) {
    vector[n_g + 1] x = conditional_normal(head(append_row(z_b, z), n_g), theta_L, plan, A, g);
    target += x[n_g + 1];
    b = head(x, num_elements(b));
    if (n_g > num_elements(b)) place = segment(x, num_elements(b) + 1, has_intercept + K);
  } else if (n_few) {
    matrix[has_intercept + K, has_intercept + K] factor
      = precision_factor(theta_L, p, l, information, few, usual_share, widening);
    place = mdivide_right_tri_low(z', factor)';
    target += -sum(log(diagonal(factor)));
  }
  vector[has_intercept + K] coef
    = coefficients(place, local, global, has_intercept, dense_spread, center, spread, unit, prior_dist, prior_location,
                   prior_scale, n_factors, global_scale, slab_scale, global_relative ? dispersion : 1);
#include coefficients_model.stan
#include terms_model.stan
  if (!conditional) {
    b = group_effects_lp(z_b, theta_L, p, l, informed, information, decoupled ? estimate - shift * (coef - center) : estimate,
                         n_smooth, cross);
  }
  // Coefficients of the columns of X: of the predictors, then of smooths.
  vector[n_columns] beta = n_smooth ? append_row(tail(coef, K), tail(b, n_columns - K)) : tail(coef, K);
  if (bound) {
    real least = least_linear_predictor(bound, beta, b,
#include rows_arguments.stan
    );
    if (has_intercept) {
      target += coef[1];
      coef[1] = bounded_intercept(least, bound, coef[1]);
    } else if (least < 0) target += negative_infinity();
  }
#include intercept_model.stan
  real intercept = sum(head(coef, has_intercept));
