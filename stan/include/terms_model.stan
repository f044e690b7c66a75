  target += decov_lpdf(sd_raw | cpc, p, decov_shape, decov_regularization, decov_concentration);
  matrix[sum(p), sum(p)] theta_L = covariance_cholesky(p, decov_scale, sd_raw, cpc, lagged_rows);
