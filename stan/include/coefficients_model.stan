  target += coefficients_prior_lpdf(tail(coef, K) | prior_dist, prior_location,
                                    prior_scale, prior_df);
  target += coefficients_prior_lpdf(head(coef, has_intercept) | intercept_dist, intercept_location, intercept_scale,
                                    intercept_df);
