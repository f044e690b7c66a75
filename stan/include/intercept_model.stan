  target += coefficients_prior_lpdf(head(coef, has_intercept) | intercept_dist, intercept_location, intercept_scale,
                                    intercept_df);
