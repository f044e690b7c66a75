    if (prior_dist >= 5 || bound || n_few || conditional) {
      matrix[sum(p), sum(p)] theta_L = covariance_cholesky(p, times_unit(sd_unit .* sd_raw, p, relative, dispersion), cpc,
                                                            lagged_rows);
      vector[has_intercept + K] place = z;
      if (conditional) {
        vector[n_g + 1] x = conditional_normal(head(append_row(z_b, z), n_g), theta_L, plan, A, g);
        effect = head(x, n_effects(p, l));
        if (n_g > n_effects(p, l)) place = segment(x, n_effects(p, l) + 1, has_intercept + K);
      } else if (n_few) {
        place = mdivide_right_tri_low(z', precision_factor(theta_L, p, l, information, few, usual_share, widening))';
      }
      coefficient = coefficients(place, local, global, has_intercept, dense_spread, center, spread, unit, prior_dist,
                                 prior_location, prior_scale, n_factors, global_scale, slab_scale,
                                 global_relative ? dispersion : 1);
      if (bound && has_intercept) {
        vector[n_effects(p, l)] b
          = conditional ? effect : group_effects(z_b, theta_L, p, l, informed, information, estimate, n_smooth, cross);
        vector[n_columns] beta = append_row(tail(coefficient, K), tail(b, n_columns - K));
        real least = least_linear_predictor(bound, beta, b,
#include rows_arguments.stan
        );
        coefficient[1] = bounded_intercept(least, bound, coefficient[1]);
      }
    }
