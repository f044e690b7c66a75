  if (prior_dist >= 5)
    target += shrinkage_lpdf(tail(z, K) | local, global, prior_dist, prior_df, prior_df2, global_df, slab_df);
  else target += coefficients_prior_lpdf(tail(coef, K) | prior_dist, prior_location, prior_scale, prior_df);
