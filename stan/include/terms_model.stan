  target += covariance_lpdf(sd_raw | cpc, p, free_sds, regularization, decov_shape, decov_concentration, sd_df);
