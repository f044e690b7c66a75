  target += coefficients_prior_lpdf(coef[(has_intercept + 1) : (has_intercept + K)] | prior_dist, prior_location,
                                    prior_scale, prior_df);
  target += coefficients_prior_lpdf(coef[1 : has_intercept] | intercept_dist, intercept_location, intercept_scale,
                                    intercept_df);
