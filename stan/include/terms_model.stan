  array[n_terms] matrix[n_terms ? max(p) : 0, n_terms ? max(p) : 0] theta_L;
  {
    int s = 0;
    int c = 0;
    for (t in 1 : n_terms) {
      vector[p[t]] sd = segment(sd_raw, s + 1, p[t]);
      target += decov_sd_lpdf(sd | segment(decov_concentration, s + 1, p[t]), decov_shape[t]);
      target += lkj_cpc_lpdf(cpc | c, p[t], decov_regularization[t]);
      theta_L[t, 1 : p[t], 1 : p[t]] = covariance_cholesky(decov_scale[t] * sd, cpc, c, lagged_rows);
      s += p[t];
      c += n_correlations(p[t]);
    }
  }
