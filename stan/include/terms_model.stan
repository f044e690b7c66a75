  target += covariance_lpdf(sd_raw | cpc, p, sd_dist, sd_location, sd_df, regularization, decov_shape,
                            decov_concentration);
  target += sum(log_sd) + sum(log1m(square(cpc)));
